package dev.wasmcache.spring.metrics;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.Tier;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Publishes the counters of a cache. Every meter reads a counter; none does I/O. */
final class CacheMeters implements MeterBinder {

  private final CompilationCache cache;
  private final Snapshot<CacheStats> stats;
  private final CacheTimers timers;
  private final Tags tags;

  CacheMeters(CompilationCache cache, CacheTimers timers, String name) {
    this.cache = cache;
    this.stats = new Snapshot<>(cache::stats, System::nanoTime);
    this.timers = timers;
    this.tags = Tags.of("cache", name);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    // Not from the snapshot: a scrape right after this would still see it.
    Set<Tier> tiers = cache.stats().tiers().keySet();
    timers.bindTo(registry, tiers);
    for (Tier tier : tiers) {
      new TierMeters(registry, stats, tier, tags).bind();
    }
    bindCompiles(registry);
  }

  private void bindCompiles(MeterRegistry registry) {
    gauge("wasm.cache.compile.running", CacheStats::compilesRunning)
        .description("Compiles that run now")
        .register(registry);
    gauge("wasm.cache.compile.waiting", CacheStats::compilesWaiting)
        .description("Requests that wait for their turn to compile")
        .register(registry);
    counter("wasm.cache.compile.saved", all -> all.compileTimeSaved().toNanos() / 1e9)
        .description("Compile time that modules found in the cache saved")
        .baseUnit("seconds")
        .register(registry);
    counter("wasm.cache.thrash", CacheStats::thrash)
        .description("Compiles of modules that were evicted less than a day before")
        .register(registry);
  }

  private FunctionCounter.Builder<Snapshot<CacheStats>> counter(
      String name, ToDoubleFunction<CacheStats> value) {
    return FunctionCounter.builder(name, stats, snapshot -> value.applyAsDouble(snapshot.get()))
        .tags(tags);
  }

  private Gauge.Builder<Snapshot<CacheStats>> gauge(
      String name, ToDoubleFunction<CacheStats> value) {
    return Gauge.builder(name, stats, snapshot -> value.applyAsDouble(snapshot.get())).tags(tags);
  }
}
