package dev.wasmcache.spring.metrics;

import dev.wasmcache.stats.ModuleCacheStats;
import dev.wasmcache.stats.Origin;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;

/** Publishes the counters of the live modules, by the name of the bean that holds them. */
record ModuleMeters(Map<String, Snapshot<ModuleCacheStats>> modules, String cache)
    implements MeterBinder {

  @Override
  public void bindTo(MeterRegistry registry) {
    modules.forEach(
        (name, stats) ->
            bind(new Meters<>(registry, stats, Tags.of("cache", cache, "modules", name))));
  }

  static void bind(Meters<ModuleCacheStats> meters) {
    meters.gauge(
        "wasm.cache.modules.live", "Modules that are ready to run", ModuleCacheStats::modules);
    meters.gauge(
        "wasm.cache.modules.size",
        "Heap and metaspace of the live modules, estimated",
        "bytes",
        ModuleCacheStats::bytes);
    meters.gauge(
        "wasm.cache.modules.limit",
        "Heap and metaspace that live modules may take",
        "bytes",
        ModuleCacheStats::maximumBytes);
    meters.counter(
        "wasm.cache.modules.hits", "Requests that found a live module", ModuleCacheStats::hits);
    meters.counter(
        "wasm.cache.modules.failures",
        "Requests that ended with an exception",
        ModuleCacheStats::failures);
    meters.counter(
        "wasm.cache.modules.evictions",
        "Live modules that were evicted because of their size",
        ModuleCacheStats::evictions);
    for (Origin origin : Origin.values()) {
      meters
          .and("origin", origin.id())
          .counter(
              "wasm.cache.modules.loads",
              "Modules that became live, by origin",
              all -> all.loads(origin));
    }
  }
}
