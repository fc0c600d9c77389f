package dev.wasmcache.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.chicory.ChicoryMachineFactory;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.endive.EndiveMachineFactory;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.spring.Modules;
import dev.wasmcache.spring.StarterRunner;
import dev.wasmcache.spring.WasmCacheAutoConfiguration;
import dev.wasmcache.stats.MachineFactoryStats;
import dev.wasmcache.stats.ModuleCacheStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.Global;
import run.endive.wasm.types.GlobalSection;
import run.endive.wasm.types.Instruction;
import run.endive.wasm.types.MutabilityType;
import run.endive.wasm.types.ValType;

final class WasmCacheMetricsTest {

  @TempDir Path directory;

  @Test
  void scrape_afterTraffic_showsItByTierAndOutcome() {
    runner().run(context -> load(modules(context), 1));
    runner()
        .run(
            context -> {
              ModuleCache<EndiveModule> modules = modules(context);
              load(modules, 1);
              load(modules, 1);
              load(modules, 2);
              context.getBean(DiskStore.class).collect();
              String scrape = context.getBean(PrometheusMeterRegistry.class).scrape();
              assertThat(value(scrape, "wasm_cache_requests_total", "disk", "hit")).isEqualTo(1);
              assertThat(value(scrape, "wasm_cache_requests_total", "disk", "miss")).isEqualTo(1);
              assertThat(value(scrape, "wasm_cache_requests_total", "memory", "miss")).isEqualTo(2);
              assertThat(value(scrape, "wasm_cache_requests_total", "disk", "corrupt")).isZero();
              assertThat(value(scrape, "wasm_cache_writes_total", "disk", "stored")).isEqualTo(1);
              assertThat(value(scrape, "wasm_cache_entries", "disk")).isEqualTo(2);
              assertThat(value(scrape, "wasm_cache_size_bytes", "disk")).isPositive();
              assertThat(value(scrape, "wasm_cache_limit_bytes", "disk")).isEqualTo(1L << 31);
              assertThat(value(scrape, "wasm_cache_limit_bytes", "memory")).isEqualTo(1L << 26);
              assertThat(value(scrape, "wasm_cache_compile_seconds_count", "success")).isEqualTo(1);
              assertThat(value(scrape, "wasm_cache_compile_seconds_sum", "success")).isPositive();
              assertThat(value(scrape, "wasm_cache_load_seconds_count", "disk")).isEqualTo(1);
              assertThat(value(scrape, "wasm_cache_load_seconds_sum", "disk")).isPositive();
              assertThat(value(scrape, "wasm_cache_compile_saved_seconds_total")).isPositive();
              assertThat(value(scrape, "wasm_cache_compile_running")).isZero();
              assertThat(value(scrape, "wasm_cache_compile_waiting")).isZero();
              assertThat(value(scrape, "wasm_cache_evictions_total", "idle")).isZero();
              assertThat(value(scrape, "wasm_cache_modules_live")).isEqualTo(2);
              assertThat(value(scrape, "wasm_cache_modules_hits_total")).isEqualTo(1);
              assertThat(value(scrape, "wasm_cache_modules_size_bytes")).isPositive();
              assertThat(value(scrape, "wasm_cache_modules_loads_total", "\"disk\"")).isEqualTo(1);
              assertThat(value(scrape, "wasm_cache_modules_loads_total", "\"compiled\""))
                  .isEqualTo(1);
              assertThat(scrape.lines().filter(line -> line.startsWith("wasm_cache_")))
                  .allMatch(line -> line.contains("cache=\"functions\""));
            });
  }

  @Test
  void scrape_compileBeforeTheRegistryIsBound_isCounted() {
    runner()
        .withUserConfiguration(CompilesAtStart.class)
        .run(
            context -> {
              String scrape = context.getBean(PrometheusMeterRegistry.class).scrape();
              assertThat(value(scrape, "wasm_cache_compile_seconds_count", "success")).isEqualTo(1);
            });
  }

  @Test
  void scrape_machineFactoryInUse_showsItsModulesAndDelegations() {
    runner()
        .run(
            context -> {
              EndiveMachineFactory machines = context.getBean(EndiveMachineFactory.class);
              WasmModule module = Parser.parse(Modules.answering(7));
              for (int i = 0; i < 3; i++) {
                build(machines, module);
              }
              build(machines, withUnknownPart());
              String scrape = context.getBean(PrometheusMeterRegistry.class).scrape();
              String bean = "modules=\"endiveMachineFactory\"";
              assertThat(value(scrape, "wasm_cache_modules_loads_total", bean, "\"compiled\""))
                  .isEqualTo(1);
              assertThat(value(scrape, "wasm_cache_modules_hits_total", bean)).isEqualTo(2);
              assertThat(value(scrape, "wasm_cache_modules_live", bean)).isEqualTo(1);
              String delegations = "wasm_cache_modules_delegations_total";
              assertThat(value(scrape, delegations, bean, "unknown-module")).isEqualTo(1);
              assertThat(value(scrape, delegations, bean, "cache-failure")).isZero();
            });
  }

  @Test
  void scrape_chicorysMachineFactoryInUse_showsIt() {
    StarterRunner.withChicory(runner())
        .run(
            context -> {
              assertThat(context.getBean(ChicoryMachineFactory.class)).isNotNull();
              String scrape = context.getBean(PrometheusMeterRegistry.class).scrape();
              assertThat(
                      value(
                          scrape,
                          "wasm_cache_modules_delegations_total",
                          "modules=\"chicoryMachineFactory\"",
                          "cache-failure"))
                  .isZero();
              assertThat(scrape).doesNotContain("endiveMachineFactory");
            });
  }

  @Test
  void start_machineFactoryNotInUse_hasNeitherItNorMetersOfIt() {
    runner()
        .run(
            context -> {
              load(modules(context), 1);
              assertThat(context.getBean(PrometheusMeterRegistry.class).scrape())
                  .doesNotContain("wasm_cache_modules_delegations", "endiveMachineFactory");
              assertThat(context.getBeanFactory().containsSingleton("endiveMachineFactory"))
                  .isFalse();
            });
  }

  @Test
  void onCreated_beforeAndAfterARegistryIsBound_isInAllRegistries() {
    MachineFactoryMeters meters = new MachineFactoryMeters("wasm");
    SimpleMeterRegistry first = new SimpleMeterRegistry();
    SimpleMeterRegistry second = new SimpleMeterRegistry();
    MachineFactoryStats stats =
        new MachineFactoryStats(new ModuleCacheStats(0, Map.of(), 0, 0, 0, 0, 0), 3, 4);
    meters.bindTo(first);
    assertThat(first.getMeters()).isEmpty();
    meters.onCreated("one", () -> stats);
    meters.bindTo(second);
    meters.onCreated("two", () -> stats);
    for (SimpleMeterRegistry registry : List.of(first, second)) {
      for (String bean : List.of("one", "two")) {
        assertThat(
                registry
                    .get("wasm.cache.modules.delegations")
                    .tags("cache", "wasm", "modules", bean, "reason", "cache-failure")
                    .functionCounter()
                    .count())
            .isEqualTo(4);
      }
    }
  }

  @Test
  void start_withoutRegistry_hasNoMeters() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                WasmCacheAutoConfiguration.class, WasmCacheMetricsAutoConfiguration.class))
        .withPropertyValues("wasm.cache.disk.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean("wasmCacheMeters"));
  }

  @Test
  void onRequest_inTwoRegistries_isRecordedInBoth() {
    CacheTimers timers = new CacheTimers("wasm");
    timers.onRequest(Tier.DISK, Modules.request(1).key(), Outcome.HIT, Duration.ofMillis(5));
    SimpleMeterRegistry first = new SimpleMeterRegistry();
    PrometheusMeterRegistry second = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    timers.bindTo(first, List.of(Tier.MEMORY, Tier.DISK));
    timers.bindTo(second, List.of(Tier.MEMORY, Tier.DISK));
    timers.onRequest(Tier.DISK, Modules.request(1).key(), Outcome.HIT, Duration.ofMillis(5));
    timers.onRequest(Tier.DISK, Modules.request(1).key(), Outcome.MISS, Duration.ofMillis(5));
    assertThat(first.get("wasm.cache.load").tag("tier", "disk").timer().count()).isEqualTo(2);
    assertThat(second.get("wasm.cache.load").tag("tier", "disk").timer().count()).isEqualTo(1);
  }

  @Test
  void onCompile_failed_isTimedApart() {
    CacheTimers timers = new CacheTimers("wasm");
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    timers.bindTo(registry, List.of());
    timers.onCompile(Modules.request(1), Duration.ofMillis(5), new IllegalStateException());
    assertThat(registry.get("wasm.cache.compile").tag("outcome", "failure").timer().count())
        .isEqualTo(1);
  }

  @Test
  void get_manyTimesInOneScrape_takesOneSnapshot() {
    AtomicLong now = new AtomicLong();
    AtomicLong taken = new AtomicLong();
    Snapshot<Long> snapshot = new Snapshot<>(taken::incrementAndGet, now::get);
    assertThat(snapshot.get()).isEqualTo(1);
    assertThat(snapshot.get()).isEqualTo(1);
    now.addAndGet(Snapshot.AGE.toNanos());
    assertThat(snapshot.get()).isEqualTo(2);
  }

  private ApplicationContextRunner runner() {
    return StarterRunner.in(directory).withPropertyValues("wasm.cache.name=functions");
  }

  @SuppressWarnings("unchecked")
  private static ModuleCache<EndiveModule> modules(ApplicationContext context) {
    return context.getBean("endiveModules", ModuleCache.class);
  }

  private static void build(EndiveMachineFactory machines, WasmModule module) {
    assertThat(Instance.builder(module).withMachineFactory(machines).withInitialize(false).build())
        .isNotNull();
  }

  /** Returns a module with a global whose initial value has an instruction without a code. */
  private static WasmModule withUnknownPart() {
    Global unknown =
        new Global(
            ValType.I32, MutabilityType.Const, List.of(new Instruction(0, null, new long[0])));
    return WasmModule.builder()
        .setGlobalSection(GlobalSection.builder().addGlobal(unknown).build())
        .withValidation(false)
        .build();
  }

  private static void load(ModuleCache<EndiveModule> modules, int number) {
    modules.load(Modules.answering(number));
  }

  /** The value of the only line of this name that has all of these in its tags. */
  private static double value(String scrape, String name, String... tags) {
    List<String> lines =
        scrape
            .lines()
            .filter(line -> line.startsWith(name + "{"))
            .filter(line -> List.of(tags).stream().allMatch(line::contains))
            .toList();
    assertThat(lines).as(name + List.of(tags) + " in\n" + scrape).hasSize(1);
    return Double.parseDouble(lines.get(0).substring(lines.get(0).lastIndexOf(' ')));
  }

  @Configuration(proxyBeanMethods = false)
  static class CompilesAtStart {
    @Bean
    String compiled(CompilationCache cache) {
      return cache.getOrCompile(Modules.request(3), Modules::artifact).toString();
    }
  }
}
