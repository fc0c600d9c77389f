package dev.wasmcache.spring.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.CompiledModuleRequiredException;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.StarterRunner;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Directories that were filled beforehand, and the modes in which they are used. */
@ExtendWith(OutputCaptureExtension.class)
final class ReadOnlyDirectoriesTest {

  private static final String LAYERS = "wasm.cache.disk.read-only-directories=";
  private static final CompileRequest BAKED = Modules.request(1);
  private static final CompileRequest OTHER = Modules.request(2);

  @TempDir Path directory;

  private Path baked;
  private List<Path> files;

  @BeforeEach
  void bake() throws IOException {
    baked = directory.resolve("baked");
    StarterRunner.withDefaults()
        .withPropertyValues("wasm.cache.disk.directory=" + baked)
        .run(context -> compile(context, BAKED));
    files = files(baked);
  }

  @Test
  void start_readOnlyDirectory_isAskedAfterTheDiskAndNeverWritten() throws IOException {
    run(
        context -> {
          CompilationCache cache = context.getBean(CompilationCache.class);
          assertThat(cache.stats().tiers().keySet())
              .containsExactly(Tier.MEMORY, Tier.DISK, Tier.LAYER);
          cache.getOrCompile(BAKED, request -> fail("compiled again"));
          compile(context, OTHER);
          assertThat(cache.stats().tier(Tier.LAYER).requests(Outcome.HIT)).isEqualTo(1);
          assertThat(context.getBean(DiskStore.class).keys(null, 10)).containsExactly(OTHER.key());
          assertThat(health(context).getStatus()).isEqualTo(Status.UP);
          assertThat(detail(context, "layer")).containsEntry("directories", List.of(real(baked)));
        },
        LAYERS + baked);
    assertThat(files(baked)).isEqualTo(files);
  }

  @Test
  void start_oneDirectoryOfTwoMissing_warnsAndReadsTheOther(CapturedOutput output) {
    Path missing = directory.resolve("missing");
    run(
        context -> {
          context
              .getBean(CompilationCache.class)
              .getOrCompile(BAKED, request -> fail("compiled again"));
          assertThat(health(context).getStatus().getCode()).isEqualTo("DEGRADED");
          assertThat(health(context).getDetails().get("layerProblems").toString())
              .contains(missing.toString(), "it is missing", "has filled");
        },
        LAYERS + missing + "," + baked);
    assertThat(warnings(output))
        .singleElement()
        .asString()
        .contains("the read-only directory " + missing + " is not used");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wasm.cache.disk.required=true", "wasm.cache.mode=required"})
  void start_requiredDirectoryMissing_isReportedWithRemedy(String why, CapturedOutput output) {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> start(Application.class, LAYERS + missing, why)).isNotNull();
    assertThat(output)
        .contains(
            "APPLICATION FAILED TO START",
            "The property 'wasm.cache.disk.read-only-directories' names '" + missing + "'",
            "it is missing",
            "Name a directory that a start with 'wasm.cache.disk.directory' has filled")
        .doesNotContain("\tat ");
  }

  @Test
  void start_ofAnApplication_namesDirectoriesAndMode(CapturedOutput output) throws IOException {
    start(NeedingBaked.class, LAYERS + baked, "wasm.cache.mode=read-only");
    assertThat(output).contains("read-only " + real(baked) + ", mode read-only");
  }

  @Test
  void start_ownCache_opensNoDirectory() {
    runner(LAYERS + directory.resolve("missing"), "wasm.cache.mode=required")
        .withBean("own", CompilationCache.class, () -> CompilationCache.builder().build())
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .getBean(DiskTier.class)
                    .extracting(DiskTier::layer)
                    .hasToString("Optional.empty"));
  }

  @Test
  void start_bypass_opensNoDirectory() {
    run(
        context -> assertThat(context.getBean(CompilationCache.class).stats().tiers()).isEmpty(),
        LAYERS + directory.resolve("missing"),
        "wasm.cache.mode=bypass");
  }

  @Test
  void getOrCompile_required_servesWhatIsThereAndRefusesTheRest() {
    run(
        context -> {
          CompilationCache cache = context.getBean(CompilationCache.class);
          assertThat(cache.admin().mode()).isEqualTo(CacheMode.REQUIRED);
          cache.getOrCompile(BAKED, request -> fail("compiled"));
          assertThatThrownBy(() -> cache.getOrCompile(OTHER, request -> fail("compiled")))
              .isInstanceOfSatisfying(
                  CompiledModuleRequiredException.class,
                  refusal ->
                      assertThat(refusal.reason().kind()).isEqualTo(MissReason.Kind.NEVER_SEEN));
          assertThat(health(context).getDetails()).containsEntry("mode", "required");
        },
        LAYERS + baked,
        "wasm.cache.mode=required");
  }

  @Test
  void start_requiredAndTheDiskUnusable_isNoTrouble(CapturedOutput output) throws IOException {
    // As on a read-only root file system: there is nothing to store.
    Files.writeString(directory.resolve("cache"), "a file");
    run(
        context -> {
          context
              .getBean(CompilationCache.class)
              .getOrCompile(BAKED, request -> fail("compiled again"));
          assertThat(health(context).getStatus()).isEqualTo(Status.UP);
        },
        LAYERS + baked,
        "wasm.cache.mode=required");
    assertThat(warnings(output)).isEmpty();
    assertThat(output).contains("nothing is kept on disk");
  }

  @Test
  void start_beanNeedsAMissingModule_isReportedWithReasonAndRemedy(CapturedOutput output) {
    assertThatThrownBy(() -> start(NeedingOther.class, LAYERS + baked, "wasm.cache.mode=required"))
        .isNotNull();
    assertThat(output)
        .contains(
            "APPLICATION FAILED TO START",
            "'other' (" + OTHER.key(),
            "never seen before",
            "java -Dspring.context.exit=onRefresh",
            "wasm.cache.disk.read-only-directories",
            "wasm.cache.mode=read-write")
        .doesNotContain("\tat ");
  }

  @Test
  void getOrCompile_readOnly_storesNothing() throws IOException {
    run(
        context -> compile(context, OTHER),
        "wasm.cache.disk.directory=" + baked,
        "wasm.cache.mode=read-only");
    assertThat(files(baked)).isEqualTo(files);
  }

  private void run(Check check, String... properties) {
    runner(properties).run(check::accept);
  }

  private ApplicationContextRunner runner(String... properties) {
    return StarterRunner.in(directory).withPropertyValues(properties);
  }

  private interface Check {
    void accept(AssertableApplicationContext context) throws IOException;
  }

  private void start(Class<?> application, String... properties) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--wasm.cache.disk.directory=" + directory.resolve("cache"));
    Stream.of(properties).map(text -> "--" + text).forEach(arguments::add);
    new SpringApplicationBuilder(application)
        .web(WebApplicationType.NONE)
        .build()
        .run(arguments.toArray(String[]::new))
        .close();
  }

  private static void compile(ApplicationContext context, CompileRequest request) {
    context.getBean(CompilationCache.class).getOrCompile(request, Modules::artifact);
  }

  private static Health health(ApplicationContext context) {
    return context.getBean("wasmCacheHealthIndicator", HealthIndicator.class).health();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> detail(ApplicationContext context, String name) {
    return (Map<String, Object>) health(context).getDetails().get(name);
  }

  private static String real(Path path) throws IOException {
    return path.toRealPath().toString();
  }

  private static Stream<String> warnings(CapturedOutput output) {
    return output.getOut().lines().filter(line -> line.contains("WARN"));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.toList();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(WasmCacheAutoConfiguration.class)
  static class Application {}

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(WasmCacheAutoConfiguration.class)
  static class NeedingBaked {
    @Bean
    Object needy(CompilationCache cache) {
      return cache.getOrCompile(BAKED, request -> fail("compiled again"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(WasmCacheAutoConfiguration.class)
  static class NeedingOther {
    @Bean
    Object needy(CompilationCache cache) {
      return cache.getOrCompile(OTHER.named("other"), Modules::artifact);
    }
  }
}
