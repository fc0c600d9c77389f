package dev.wasmcache.spring.metrics;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.Tier;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Set;

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
    Meters<CacheStats> meters = new Meters<>(registry, stats, tags);
    tiers.forEach(tier -> new TierMeters(meters.and("tier", tier.id()), tier).bind());
    meters.gauge(
        "wasm.cache.compile.running", "Compiles that run now", CacheStats::compilesRunning);
    meters.gauge(
        "wasm.cache.compile.waiting",
        "Requests that wait for their turn to compile",
        CacheStats::compilesWaiting);
    meters.counter(
        "wasm.cache.compile.saved",
        "Compile time that modules found in the cache saved",
        "seconds",
        all -> all.compileTimeSaved().toNanos() / 1e9);
    meters.counter(
        "wasm.cache.thrash",
        "Compiles of modules that were evicted less than a day before",
        CacheStats::thrash);
    // None unless hits are verified.
    cache
        .stats()
        .verifications()
        .keySet()
        .forEach(
            outcome ->
                meters
                    .and("outcome", outcome.id())
                    .counter(
                        "wasm.cache.verify",
                        "Hits that were chosen to be compiled again and compared, by outcome",
                        all -> all.verifications(outcome)));
  }
}
