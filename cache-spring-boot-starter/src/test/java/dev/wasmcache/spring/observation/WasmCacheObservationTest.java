package dev.wasmcache.spring.observation;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheInterceptor;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.EntryContent;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.CompilationCacheBuilderCustomizer;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.StarterRunner;
import io.micrometer.common.KeyValue;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

final class WasmCacheObservationTest {

  @TempDir Path directory;

  private final TestObservationRegistry registry = TestObservationRegistry.create();
  private final Steps steps = new Steps();

  WasmCacheObservationTest() {
    registry.observationConfig().observationHandler(steps);
  }

  @Test
  void load_notInTheCache_showsEachStepBelowTheRequest() {
    runner()
        .run(
            context -> {
              Observation request = Observation.start("request", registry);
              request.scoped(() -> modules(context).load("one", () -> Modules.answering(1)));
              request.stop();
              assertThat(steps.paths())
                  .containsExactly(
                      "request/wasm load/wasm read disk",
                      "request/wasm load/wasm compile",
                      "request/wasm load/wasm write disk",
                      "request/wasm load");
              assertThat(steps.named("wasm.cache.module.load"))
                  .containsExactly("cache=functions", "error=none", "origin=compiled");
              assertThat(steps.named("wasm.cache.tier.read"))
                  .containsExactly("cache=functions", "error=none", "outcome=miss", "tier=disk");
              assertThat(steps.named("wasm.cache.module.compile"))
                  .containsExactly("cache=functions", "error=none", "outcome=success");
              assertThat(steps.named("wasm.cache.tier.write"))
                  .containsExactly("cache=functions", "error=none", "outcome=stored", "tier=disk");
              assertThat(registry).doesNotHaveAnyRemainingCurrentObservation();
            });
  }

  @Test
  void load_onDisk_isAReadBelowTheLoad() {
    runner().run(context -> modules(context).load(Modules.answering(1)));
    steps.clear();
    runner()
        .run(
            context -> {
              modules(context).load(Modules.answering(1));
              modules(context).load(Modules.answering(1));
              assertThat(steps.paths())
                  .as("a live hit is no step")
                  .containsExactly("wasm load/wasm read disk", "wasm load");
              assertThat(steps.named("wasm.cache.module.load")).contains("origin=disk");
              assertThat(steps.named("wasm.cache.tier.read")).contains("outcome=hit");
            });
  }

  @Test
  void load_tierThatHangsOnThreadsOfTheLibrary_keepsTheTraceInOnePiece() {
    HangingStore store = new HangingStore(registry);
    runner()
        .withPropertyValues("wasm.cache.timeout=20ms", "wasm.cache.disk.enabled=false")
        .withBean(CompilationCacheBuilderCustomizer.class, () -> builder -> builder.shared(store))
        .run(
            context -> {
              Observation request = Observation.start("request", registry);
              request.scoped(
                  () -> {
                    modules(context).load(Modules.answering(1));
                    assertThat(registry.getCurrentObservation()).isSameAs(request);
                  });
              request.stop();
              store.released.countDown();
              assertThat(store.thread).startsWith("wasm-cache-shared-");
              assertThat(store.observed).as("on the library's thread").isFalse();
              assertThat(steps.named("wasm.cache.tier.read"))
                  .contains("outcome=timeout", "tier=shared");
              assertThat(steps.paths())
                  .startsWith(
                      "request/wasm load/wasm read shared", "request/wasm load/wasm compile")
                  .endsWith("request/wasm load");
            });
  }

  @Test
  void load_named_keyAndNameAreOnSpansOnly() {
    runner()
        .run(
            context -> {
              modules(context).load("one", () -> Modules.answering(1));
              String key = modules(context).key("one").orElseThrow().toHex();
              assertThat(registry)
                  .hasObservationWithNameEqualTo("wasm.cache.module.load")
                  .that()
                  .hasHighCardinalityKeyValue("wasm.cache.key", key)
                  .hasHighCardinalityKeyValue("wasm.module.name", "one")
                  .doesNotHaveLowCardinalityKeyValueWithKey("wasm.cache.key")
                  .doesNotHaveLowCardinalityKeyValueWithKey("wasm.module.name");
            });
  }

  @Test
  void load_brokenModule_isAnErrorOfLoadAndCompile() {
    runner()
        .run(
            context -> {
              byte[] broken = "no module".getBytes(StandardCharsets.US_ASCII);
              assertThatThrownBy(() -> modules(context).load(broken));
              String error =
                  steps.named("wasm.cache.module.compile").stream()
                      .filter(tag -> tag.startsWith("error="))
                      .collect(Collectors.joining());
              assertThat(error).isNotEqualTo("error=none");
              assertThat(steps.named("wasm.cache.module.compile")).contains("outcome=failure");
              assertThat(steps.named("wasm.cache.module.load")).contains("origin=none", error);
              assertThat(registry).doesNotHaveAnyRemainingCurrentObservation();
            });
  }

  @Test
  void everyStep_hasExactlyTheDocumentedTags() {
    runner().run(context -> modules(context).load(Modules.answering(1)));
    for (WasmCacheObservation step : WasmCacheObservation.values()) {
      assertThat(steps.named(step.getName()).stream().map(tag -> tag.split("=", 2)[0]))
          .as(step.getName())
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(step.getLowCardinalityKeyNames()).map(KeyName::asString).toList());
    }
  }

  @Test
  void load_observationsSwitchedOff_areNotThere() {
    boot()
        .withPropertyValues("management.observations.enable.wasm.cache=false")
        .run(
            context -> {
              observation(context, "other").stop();
              modules(context).load(Modules.answering(1));
              assertThat(context.getBean(Steps.class).paths()).containsExactly("other");
            });
  }

  @Test
  void load_oneStepSwitchedOff_leavesTheOthersInPlace() {
    boot()
        .withPropertyValues("management.observations.enable.wasm.cache.tier=false")
        .run(
            context -> {
              modules(context).load(Modules.answering(1));
              assertThat(context.getBean(Steps.class).paths())
                  .containsExactly("wasm load/wasm compile", "wasm load");
            });
  }

  @Test
  void scrape_withObservations_hasTheirTimersAndOurs() {
    boot()
        .run(
            context -> {
              modules(context).load(Modules.answering(1));
              String scrape = context.getBean(PrometheusMeterRegistry.class).scrape();
              assertThat(scrape)
                  .contains(
                      "wasm_cache_module_load_seconds_count{cache=\"functions\",error=\"none\","
                          + "origin=\"compiled\"} 1",
                      "wasm_cache_module_compile_seconds_count{cache=\"functions\","
                          + "error=\"none\",outcome=\"success\"} 1",
                      "wasm_cache_tier_read_seconds_count{cache=\"functions\",error=\"none\","
                          + "outcome=\"miss\",tier=\"disk\"} 1",
                      "wasm_cache_tier_write_seconds_count{cache=\"functions\",error=\"none\","
                          + "outcome=\"stored\",tier=\"disk\"} 1",
                      "wasm_cache_compile_seconds_count{cache=\"functions\",outcome=\"success\"} 1",
                      "wasm_cache_load_seconds_count{cache=\"functions\",tier=\"disk\"} 0")
                  .doesNotContain(
                      "wasm_cache_key", modules(context).modules().get(0).key().toHex());
            });
  }

  @Test
  void start_meterFilterThatNeedsTheCache_isNoCycle() {
    boot()
        .withUserConfiguration(FilterThatCompiles.class)
        .run(
            context -> {
              modules(context).load(Modules.answering(1));
              assertThat(context.getBean(Steps.class).paths()).contains("wasm load");
            });
  }

  @Test
  void start_withoutObservationRegistry_observesNothing() {
    StarterRunner.in(directory)
        .run(context -> assertThat(context).doesNotHaveBean(CacheInterceptor.class));
  }

  @Test
  void start_withoutObservationClasses_hasTheRest() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                dev.wasmcache.spring.WasmCacheAutoConfiguration.class,
                WasmCacheObservationAutoConfiguration.class))
        .withClassLoader(new FilteredClassLoader(ObservationRegistry.class))
        .withPropertyValues("wasm.cache.disk.enabled=false")
        .run(context -> assertThat(context).hasSingleBean(CompilationCache.class));
  }

  @Test
  void load_registryWithoutHandlers_observesNothing() {
    ObservationRegistry idle = ObservationRegistry.create();
    StarterRunner.in(directory)
        .withBean(ObservationRegistry.class, () -> idle)
        .run(
            context -> {
              modules(context).load(Modules.answering(1));
              assertThat(idle.getCurrentObservation()).isNull();
            });
  }

  /** A context whose registry records, without Boot's own observability. */
  private ApplicationContextRunner runner() {
    return StarterRunner.in(directory)
        .withPropertyValues("wasm.cache.name=functions")
        .withBean(TestObservationRegistry.class, () -> registry);
  }

  /** A context with Boot's configuration of observations. */
  private ApplicationContextRunner boot() {
    return StarterRunner.in(directory)
        .withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
        .withPropertyValues("wasm.cache.name=functions")
        .withBean(Steps.class);
  }

  private static Observation observation(ApplicationContext context, String name) {
    return Observation.start(name, context.getBean(ObservationRegistry.class));
  }

  @SuppressWarnings("unchecked")
  private static ModuleCache<EndiveModule> modules(ApplicationContext context) {
    return context.getBean("endiveModules", ModuleCache.class);
  }

  /** The observations that have ended, each with its parents. */
  static final class Steps implements ObservationHandler<Observation.Context> {
    private final List<Observation.Context> ended = new CopyOnWriteArrayList<>();

    @Override
    public void onStop(Observation.Context context) {
      ended.add(context);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }

    void clear() {
      ended.clear();
    }

    /** "outer/inner" of each, in the order in which they ended; the test's own request left out. */
    List<String> paths() {
      return ended.stream().map(Steps::path).filter(path -> !path.equals("request")).toList();
    }

    private static String path(Observation.ContextView context) {
      List<String> names = new ArrayList<>();
      for (Observation.ContextView at = context; at != null; ) {
        names.add(0, at.getContextualName() != null ? at.getContextualName() : at.getName());
        var parent = at.getParentObservation();
        at = parent == null ? null : parent.getContextView();
      }
      return String.join("/", names);
    }

    /** The tags, sorted, of the only step of this name. */
    Set<String> named(String name) {
      List<Observation.Context> found =
          ended.stream().filter(context -> name.equals(context.getName())).toList();
      assertThat(found).as(name + " in " + paths()).hasSize(1);
      return found.get(0).getLowCardinalityKeyValues().stream()
          .map((KeyValue tag) -> tag.getKey() + "=" + tag.getValue())
          .collect(Collectors.toCollection(java.util.TreeSet::new));
    }
  }

  /** A store whose calls block until it is released. */
  private static final class HangingStore implements ArtifactStore {
    final CountDownLatch released = new CountDownLatch(1);
    private final ObservationRegistry registry;
    volatile String thread = "";
    volatile boolean observed;

    HangingStore(ObservationRegistry registry) {
      this.registry = registry;
    }

    @Override
    public Optional<StoredEntry> get(CacheKey key) throws IOException {
      thread = Thread.currentThread().getName();
      observed = registry.getCurrentObservation() != null;
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return Optional.empty();
    }

    @Override
    public void put(CacheKey key, EntryContent content) {}

    @Override
    public boolean delete(CacheKey key) {
      return false;
    }

    @Override
    public void close() {}
  }

  @Configuration(proxyBeanMethods = false)
  static class FilterThatCompiles {
    @Bean
    MeterFilter filter(CompilationCache cache) {
      cache.getOrCompile(Modules.request(9), Modules::artifact);
      return MeterFilter.deny(id -> id.getName().startsWith("unwanted"));
    }

    @Bean
    String usesTheRegistry(MeterRegistry registry) {
      return registry.toString();
    }
  }
}
