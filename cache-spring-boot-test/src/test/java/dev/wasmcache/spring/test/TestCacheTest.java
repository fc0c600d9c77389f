package dev.wasmcache.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.stats.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.TestPropertySource;

/** Contexts as JUnit's extension of Spring makes them, of test classes that users would write. */
final class TestCacheTest {

  private static final Path BUILD = Path.of("target").toAbsolutePath();
  private static final byte[] WASM = FakeEngine.wasm("a module of tests");

  private TestContext opened;

  @AfterEach
  void close() {
    System.clearProperty("spring.config.additional-location");
    System.clearProperty("wasm.cache.test.directory");
    if (opened != null) {
      opened.markApplicationContextDirty(null);
    }
  }

  @Test
  void context_annotationAbsent_writesInTheBuildDirectoryOnly() {
    ConfigurableApplicationContext context = open(Plain.class);
    load(context);
    assertThat(directoryOf(context)).isEqualTo(BUILD.resolve("wasm-cache"));
    assertThat(Path.of(System.getProperty("user.home"), ".cache")).doesNotExist();
  }

  @Test
  void load_inTheSecondContext_comesFromDisk() {
    load(open(Plain.class));
    close();
    ConfigurableApplicationContext second = open(Plain.class);
    load(second);
    assertThat(second.getBean(CompilationCache.class).stats().compilations()).isZero();
    assertThat(second.getBean(ModuleCache.class).stats().loads(Origin.DISK)).isEqualTo(1);
  }

  @Test
  void context_twoTestsOfEqualSettings_isTheSame() {
    assertThat(open(Plain.class)).isSameAs(open(PlainToo.class));
  }

  @Test
  void directory_ofTheApplication_isReplaced(@TempDir Path production) throws IOException {
    configureApplication(production);
    ConfigurableApplicationContext context = open(Plain.class);
    load(context);
    assertThat(directoryOf(context)).isEqualTo(BUILD.resolve("wasm-cache"));
    assertThat(production.resolve("cache")).doesNotExist();
  }

  @Test
  void directory_ofTheTest_isKept(@TempDir Path production) throws IOException {
    configureApplication(production);
    assertThat(directoryOf(open(WithProperty.class))).isEqualTo(BUILD.resolve("inlined"));
    close();
    configureApplication(production);
    assertThat(directoryOf(open(WithFile.class))).isEqualTo(BUILD.resolve("of-tests"));
    close();
    assertThat(directoryOf(open(WithConfigurationOfTests.class)))
        .isEqualTo(BUILD.resolve("of-tests"));
  }

  @Test
  void directory_ofASystemProperty_isUsed() {
    System.setProperty("wasm.cache.test.directory", "target/elsewhere");
    assertThat(directoryOf(open(Plain.class))).isEqualTo(BUILD.resolve("elsewhere"));
  }

  @Test
  void directory_withKeys_isAnother() {
    assertThat(directoryOf(open(WithKeys.class))).isEqualTo(BUILD.resolve("wasm-cache-signed"));
  }

  @Test
  void sharedTier_ofTheApplication_isOffUnlessAskedFor(@TempDir Path production)
      throws IOException {
    configureApplication(production);
    assertThat(sharedType(open(Plain.class))).isEqualTo("none");
    close();
    configureApplication(production);
    // Its module is not on this class path, so the application would not start with it.
    assertThat(sharedTypeOf(new TestCache(BUILD, new TestFiles(null, null), true))).isNull();
    assertThat(sharedTypeOf(new TestCache(BUILD, new TestFiles(null, null), false)))
        .isEqualTo("none");
  }

  @Test
  void context_disabled_isAsInProduction(@TempDir Path production) throws IOException {
    Files.writeString(
        production.resolve("application.properties"),
        "wasm.cache.disk.directory=" + production.resolve("cache"));
    System.setProperty("spring.config.additional-location", production.toUri().toString());
    assertThat(directoryOf(open(Disabled.class))).isEqualTo(production.resolve("cache"));
    close();
    System.setProperty("spring.config.additional-location", production.toUri().toString());
    assertThat(directoryOf(open(Disabled.Inner.class))).isEqualTo(production.resolve("cache"));
  }

  @Test
  void context_buildDirectoryUnknown_keepsNothingOnDisk() {
    try (var context = new GenericApplicationContext()) {
      new TestCache(null, new TestFiles(null, null), false)
          .customizeContext(
              context, new MergedContextConfiguration(Plain.class, null, null, null, null));
      assertThat(context.getEnvironment().getProperty("wasm.cache.disk.enabled"))
          .isEqualTo("false");
    }
  }

  private static String sharedTypeOf(TestCache cache) {
    try (var context = new GenericApplicationContext()) {
      cache.customizeContext(
          context, new MergedContextConfiguration(Plain.class, null, null, null, null));
      return sharedType(context);
    }
  }

  private static String sharedType(ConfigurableApplicationContext context) {
    return context.getEnvironment().getProperty("wasm.cache.shared.type");
  }

  /** What an application.properties of production might say. */
  private static void configureApplication(Path production) throws IOException {
    Files.writeString(
        production.resolve("application.properties"),
        "wasm.cache.disk.directory="
            + production.resolve("cache")
            + "\nwasm.cache.shared.type=redis\n");
    System.setProperty("spring.config.additional-location", production.toUri().toString());
  }

  private ConfigurableApplicationContext open(Class<?> testClass) {
    opened = new TestContextManager(testClass).getTestContext();
    return (ConfigurableApplicationContext) opened.getApplicationContext();
  }

  @SuppressWarnings("unchecked")
  private static void load(ConfigurableApplicationContext context) {
    ((ModuleCache<EndiveModule>) context.getBean(ModuleCache.class)).load(WASM);
  }

  private static Path directoryOf(ConfigurableApplicationContext context) {
    return context.getBean(DiskStore.class).directory();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  @SpringBootTest(classes = Application.class)
  static class Plain {}

  @SpringBootTest(classes = Application.class)
  @AutoConfigureWasmCache
  static class PlainToo {}

  @SpringBootTest(
      classes = Application.class,
      properties = {"wasm.cache.disk.directory=target/inlined", "wasm.cache.shared.type=none"})
  static class WithProperty {}

  @SpringBootTest(classes = Application.class)
  @TestPropertySource("classpath:of-tests.properties")
  static class WithFile {}

  @SpringBootTest(
      classes = Application.class,
      properties = "spring.config.name=application,of-tests")
  static class WithConfigurationOfTests {}

  @SpringBootTest(
      classes = Application.class,
      properties = {
        "wasm.cache.integrity.keys[0].id=tests",
        "wasm.cache.integrity.keys[0].secret=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
      })
  static class WithKeys {}

  @SpringBootTest(classes = Application.class)
  @AutoConfigureWasmCache(enabled = false)
  static class Disabled {

    @Nested
    class Inner {}
  }
}
