package dev.wasmcache.spring.chicory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.chicory.ChicoryEngine;
import dev.wasmcache.chicory.ChicoryModule;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.StarterRunner;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.spring.endive.WasmCacheEndiveAutoConfiguration;
import dev.wasmcache.spring.endpoint.WasmCacheEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Applications with Chicory, and with both engines. */
@ExtendWith(OutputCaptureExtension.class)
final class TwoEnginesTest {

  private static final String WARM_UP = "wasm.cache.warm-up.modules=classpath:/warm/*.wasm";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "dev.wasmcache.endive, false, true",
    "run.endive, false, true",
    "dev.wasmcache.chicory, true, false",
    "com.dylibso.chicory, true, false",
    "none.of.these, true, true"
  })
  void start_classPath_decidesTheEngines(String missing, boolean endive, boolean chicory) {
    runner()
        .withClassLoader(new FilteredClassLoader(missing))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.containsBean("endiveModules")).isEqualTo(endive);
              assertThat(context.containsBean("endiveEngine")).isEqualTo(endive);
              assertThat(context.containsBean("chicoryModules")).isEqualTo(chicory);
              assertThat(context.containsBean("chicoryEngine")).isEqualTo(chicory);
            });
  }

  @Test
  void start_bothAndNothingToChoose_needsNoChoiceAndCreatesNeither() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                WasmCacheAutoConfiguration.class,
                WasmCacheChicoryAutoConfiguration.class,
                WasmCacheEndiveAutoConfiguration.class))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              for (String lazy :
                  new String[] {
                    "endiveEngine", "endiveModules", "chicoryEngine", "chicoryModules"
                  }) {
                assertThat(context.getBeanFactory().containsSingleton(lazy)).as(lazy).isFalse();
              }
            });
  }

  @Test
  void load_both_shareTheCacheAndNotTheEntries() {
    runner()
        .withUserConfiguration(Both.class)
        .run(
            context -> {
              Both.Answers answers = context.getBean(Both.Answers.class);
              assertThat(answers.endive().load(Modules.answering(3)).instanceBuilder().build())
                  .isInstanceOf(run.endive.runtime.Instance.class);
              assertThat(answers.chicory().load(Modules.answering(3)).instanceBuilder().build())
                  .isInstanceOf(com.dylibso.chicory.runtime.Instance.class);
              assertThat(context.getBean(CompilationCache.class).stats().compilations())
                  .isEqualTo(2);
            });
  }

  @Test
  void warmUp_bothAndNoDefault_failsAndNamesTheProperty(CapturedOutput output) {
    runner()
        .withPropertyValues(WARM_UP)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("'wasm.cache.engine.default' is missing")
                    .hasMessageContaining("'wasm.cache.warm-up.modules'")
                    .hasMessageContaining("endive, chicory"));
  }

  @ParameterizedTest
  @CsvSource({"chicory, chicoryModules, endiveModules", "endive, endiveModules, chicoryModules"})
  void warmUp_default_fillsItsModulesOnly(String engine, String filled, String empty) {
    runner()
        .withPropertyValues(WARM_UP, "wasm.cache.engine.default=" + engine)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(live(context, filled)).isEqualTo(1);
              assertThat(live(context, empty)).isZero();
            });
  }

  @Test
  void warmUp_defaultIsNotThere_namesWhatToAdd() {
    runner()
        .withClassLoader(new FilteredClassLoader("com.dylibso.chicory"))
        .withPropertyValues(WARM_UP, "wasm.cache.engine.default=chicory")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("'wasm.cache.engine.default' has the value 'chicory'")
                    .hasMessageContaining("wasm-cache-chicory"));
  }

  @Test
  void required_chicory_refusesToCompile() {
    ApplicationContextRunner chicory =
        runner().withClassLoader(new FilteredClassLoader("run.endive")).withPropertyValues(WARM_UP);
    chicory
        .withPropertyValues("wasm.cache.mode=required")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasMessageContaining("is not in the cache, and must not be compiled"));
    chicory.run(context -> assertThat(context).hasNotFailed());
    chicory
        .withPropertyValues("wasm.cache.mode=required")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void operations_both_showAndMeterEach() {
    runner()
        .withUserConfiguration(Both.class)
        .run(
            context -> {
              Both.Answers answers = context.getBean(Both.Answers.class);
              answers.chicory().load("mine", () -> Modules.answering(4));
              assertThat(context.getBean(WasmCacheEndpoint.class).summary().toString())
                  .contains("endiveModules", "chicoryModules");
              Collection<String> meters =
                  context
                      .getBean(MeterRegistry.class)
                      .get("wasm.cache.modules.live")
                      .gauges()
                      .stream()
                      .map(gauge -> gauge.getId().getTag("modules") + "=" + gauge.value())
                      .toList();
              assertThat(meters).contains("chicoryModules=1.0", "endiveModules=0.0");
            });
  }

  private static long live(ApplicationContext context, String bean) {
    return context.getBean(bean, ModuleCache.class).stats().modules();
  }

  private ApplicationContextRunner runner() {
    return StarterRunner.withChicory(StarterRunner.in(directory));
  }

  @Configuration(proxyBeanMethods = false)
  static class Both {
    record Answers(ModuleCache<EndiveModule> endive, ModuleCache<ChicoryModule> chicory) {}

    @Bean
    Answers answers(
        ModuleCache<EndiveModule> endive,
        ModuleCache<ChicoryModule> chicory,
        EndiveEngine endiveEngine,
        ChicoryEngine chicoryEngine) {
      return new Answers(endive, chicory);
    }
  }
}
