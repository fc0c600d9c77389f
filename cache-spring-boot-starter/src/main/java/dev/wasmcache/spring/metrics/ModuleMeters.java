package dev.wasmcache.spring.metrics;

import dev.wasmcache.stats.ModuleCacheStats;
import dev.wasmcache.stats.Origin;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Publishes the counters of the live modules, by the name of the bean that holds them. */
final class ModuleMeters implements MeterBinder {

  private final Map<String, Snapshot<ModuleCacheStats>> modules;
  private final String cache;

  ModuleMeters(Map<String, Snapshot<ModuleCacheStats>> modules, String cache) {
    this.modules = modules;
    this.cache = cache;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    modules.forEach(
        (name, stats) -> bind(registry, stats, Tags.of("cache", cache, "modules", name)));
  }

  private static void bind(MeterRegistry registry, Snapshot<ModuleCacheStats> stats, Tags tags) {
    gauge("wasm.cache.modules.live", stats, tags, ModuleCacheStats::modules)
        .description("Modules that are ready to run")
        .register(registry);
    gauge("wasm.cache.modules.size", stats, tags, ModuleCacheStats::bytes)
        .description("Heap and metaspace of the live modules, estimated")
        .baseUnit("bytes")
        .register(registry);
    gauge("wasm.cache.modules.limit", stats, tags, ModuleCacheStats::maximumBytes)
        .description("Heap and metaspace that live modules may take")
        .baseUnit("bytes")
        .register(registry);
    counter("wasm.cache.modules.hits", stats, tags, ModuleCacheStats::hits)
        .description("Requests that found a live module")
        .register(registry);
    counter("wasm.cache.modules.failures", stats, tags, ModuleCacheStats::failures)
        .description("Requests that ended with an exception")
        .register(registry);
    counter("wasm.cache.modules.evictions", stats, tags, ModuleCacheStats::evictions)
        .description("Live modules that were evicted because of their size")
        .register(registry);
    for (Origin origin : Origin.values()) {
      counter(
              "wasm.cache.modules.loads",
              stats,
              tags.and("origin", origin.id()),
              all -> all.loads(origin))
          .description("Modules that became live, by origin")
          .register(registry);
    }
  }

  private static FunctionCounter.Builder<Snapshot<ModuleCacheStats>> counter(
      String name,
      Snapshot<ModuleCacheStats> stats,
      Tags tags,
      ToDoubleFunction<ModuleCacheStats> value) {
    return FunctionCounter.builder(name, stats, snapshot -> value.applyAsDouble(snapshot.get()))
        .tags(tags);
  }

  private static Gauge.Builder<Snapshot<ModuleCacheStats>> gauge(
      String name,
      Snapshot<ModuleCacheStats> stats,
      Tags tags,
      ToDoubleFunction<ModuleCacheStats> value) {
    return Gauge.builder(name, stats, snapshot -> value.applyAsDouble(snapshot.get())).tags(tags);
  }
}
