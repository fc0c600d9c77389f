package dev.wasmcache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.spring.disk.DiskTier;
import dev.wasmcache.spring.endive.WasmCacheEndiveAutoConfiguration;
import dev.wasmcache.spring.health.WasmCacheHealthContributorAutoConfiguration;
import dev.wasmcache.stats.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesBean;
import org.springframework.boot.context.properties.bind.BindMethod;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;

/** What a start does not do before the first load, and what must fail it nevertheless. */
@ExtendWith(OutputCaptureExtension.class)
final class LazyStartTest {

  private static final String[] LAZY = {
    "wasmCompilationCache",
    "wasmCacheDiskTier",
    "wasmCacheDiskStore",
    "wasmCacheSharedTier",
    "wasmCacheIntegrity",
    "wasmCacheWarmUp",
    "endiveEngine",
    "endiveModules",
    WasmCacheAutoConfiguration.PROPERTIES,
    WasmCacheAutoConfiguration.class.getName(),
    WasmCacheEndiveAutoConfiguration.class.getName()
  };

  @TempDir Path directory;
  private ConfigurableApplicationContext context;

  @AfterEach
  void close() {
    if (context != null) {
      context.close();
    }
  }

  @Test
  void start_nothingSetNothingLoaded_createsNothing(CapturedOutput output) {
    Set<Thread> before = threads();
    context = application().run();
    assertThat(LAZY)
        .allSatisfy(
            name -> {
              assertThat(context.containsBean(name)).as(name).isTrue();
              assertThat(context.getBeanFactory().containsSingleton(name)).as(name).isFalse();
            });
    assertThat(threads().stream().filter(thread -> !before.contains(thread)))
        .noneMatch(thread -> thread.getName().contains("wasm"));
    context.close();
    assertThat(output)
        .contains("Wasm cache: 0 modules from disk, 0 compiled since start; saved 0.0 s")
        .contains("nothing is opened before the first load")
        .contains("Wasm cache: closed; 0 modules from disk, 0 compiled; saved 0.0 s");
    assertThat(context.getBeanFactory().containsBeanDefinition("wasmModules")).isFalse();
    assertThat(context.getBeanFactory().containsBeanDefinition("wasmModuleDefinitions")).isFalse();
    assertThat(LAZY).noneMatch(name -> context.getBeanFactory().containsSingleton(name));
  }

  @Test
  void properties_definedWithoutAClass_areListedAndBoundLikeOthers() {
    context = application().run("--wasm.cache.generation=7");
    ConfigurationPropertiesBean listed =
        ConfigurationPropertiesBean.getAll(context).get(WasmCacheAutoConfiguration.PROPERTIES);
    assertThat(listed).isNotNull();
    assertThat(listed.asBindTarget().getBindMethod()).isEqualTo(BindMethod.VALUE_OBJECT);
    assertThat(listed.getAnnotation().value()).isEqualTo("wasm.cache");
    assertThat(context.getBean(WasmCacheProperties.class).generation()).isEqualTo(7);
    assertThat(context.getBeanFactory().getType(WasmCacheAutoConfiguration.PROPERTIES))
        .isEqualTo(WasmCacheProperties.class);
  }

  @Test
  void start_directorySet_opensItAtTheFirstLoad() {
    context = application().run(inDirectory());
    assertThat(directory.resolve("cache")).doesNotExist();
    load();
    assertThat(directory.resolve("cache")).isDirectory();
  }

  @Test
  void load_directoryUnusable_isWhenTheWarningIsLogged(CapturedOutput output) throws Exception {
    Files.writeString(directory.resolve("cache"), "a file");
    context = application().run(inDirectory());
    assertThat(output).doesNotContain("nothing is kept on disk");
    load();
    assertThat(output).containsOnlyOnce("Wasm cache: nothing is kept on disk");
    assertThat(context.getBean(CompilationCache.class).stats().tiers())
        .doesNotContainKey(Tier.DISK);
    assertThat(context.getBeanProvider(DiskStore.class).getIfAvailable()).isNull();
    assertThat(context.getBean(DiskTier.class).problem()).isPresent();
  }

  @Test
  void health_firstCheck_opensTheDirectory() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                WasmCacheAutoConfiguration.class,
                WasmCacheHealthContributorAutoConfiguration.class))
        .withPropertyValues(inDirectory()[0].substring(2))
        .run(
            context -> {
              HealthIndicator health = context.getBean(HealthIndicator.class);
              assertThat(directory.resolve("cache")).doesNotExist();
              assertThat(health.health().getDetails()).containsKey("disk");
              assertThat(directory.resolve("cache")).isDirectory();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wasm.cache.disk.required=true",
        "wasm.cache.mode=required",
        "wasm.modules.seven.location=classpath:/warm/seven.wasm",
        "wasm.cache.warm-up.modules=classpath:/warm/*.wasm"
      })
  void start_thatMustFindProblems_opensTheDirectory(String property) {
    context = application().run(inDirectory()[0], "--" + property);
    assertThat(directory.resolve("cache")).isDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wasm.cache.generation=-1                     | The property 'wasm.cache.generation'
          wasm.cache.warm-up.parallelism=0             | The property 'wasm.cache.warm-up.parallelism'
          wasm.modules.one.location=file:/none.wasm    | there is no module at this location
          wasm.modules.one.lazy=true                   | The property 'wasm.modules.one.location'
          wasm.cache.warm-up.modules=file:/none.wasm   | there is no module at this location
          wasm.cache.shared.timeout=0                  | The property 'wasm.cache.shared.timeout'
          wasm.cache.shared.type=s3                    | The property 'wasm.cache.shared.s3.bucket'
          wasm.cache.disk.read-only-directories=/none,wasm.cache.disk.required=true | /none
          """)
  void start_invalidSetting_failsBeforeAnythingIsLoaded(
      String properties, String message, CapturedOutput output) {
    String[] arguments =
        Stream.of(properties.split(",", -1)).map(text -> "--" + text).toArray(String[]::new);
    assertThatThrownBy(() -> context = application().run(arguments)).isNotNull();
    assertThat(output).contains("APPLICATION FAILED TO START", message);
  }

  private void load() {
    context.getBean(CompilationCache.class).getOrCompile(Modules.request(1), Modules::artifact);
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream().collect(Collectors.toSet());
  }

  private String[] inDirectory() {
    return new String[] {"--wasm.cache.disk.directory=" + directory.resolve("cache")};
  }

  /** Without the variables of the machine: one that begins with WASM_CACHE_ would be a property. */
  private static SpringApplication application() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    return new SpringApplicationBuilder(Empty.class)
        .web(WebApplicationType.NONE)
        .environment(environment)
        .build();
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    WasmCacheAutoConfiguration.class,
    WasmCacheEndiveAutoConfiguration.class
  })
  static class Empty {}
}
