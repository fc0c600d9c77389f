package dev.wasmcache.spring.metrics;

import dev.wasmcache.CacheStats;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.EvictionCause;
import dev.wasmcache.Outcome;
import dev.wasmcache.Tier;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Publishes what a cache counts. Every meter reads a counter; none does I/O. */
final class CacheMeters implements MeterBinder {

  private static final Set<Outcome> READS = EnumSet.complementOf(EnumSet.of(Outcome.STORED));
  private static final Set<Outcome> WRITES =
      EnumSet.of(
          Outcome.STORED, Outcome.TOO_LARGE, Outcome.SKIPPED, Outcome.ERROR, Outcome.TIMEOUT);

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
      bindRequests(registry, tier);
      bindUsage(registry, tier);
    }
    bindCompiles(registry);
  }

  private void bindRequests(MeterRegistry registry, Tier tier) {
    Tags ofTier = tags.and("tier", tier.id());
    for (Outcome outcome : tier == Tier.MEMORY ? EnumSet.of(Outcome.HIT, Outcome.MISS) : READS) {
      counter(
              "wasm.cache.requests",
              ofTier.and("outcome", outcome.id()),
              all -> all.tier(tier).requests(outcome))
          .description("Requests to a tier by how they ended")
          .register(registry);
    }
    for (Outcome outcome : WRITES) {
      counter(
              "wasm.cache.writes",
              ofTier.and("outcome", outcome.id()),
              all -> all.tier(tier).writes(outcome))
          .description("Writes to a tier by how they ended")
          .register(registry);
    }
  }

  private void bindUsage(MeterRegistry registry, Tier tier) {
    Tags ofTier = tags.and("tier", tier.id());
    gauge("wasm.cache.entries", ofTier, all -> known(all.tier(tier).usage().entries()))
        .description("Entries of a tier; not a number before they have been counted")
        .register(registry);
    gauge("wasm.cache.size", ofTier, all -> known(all.tier(tier).usage().bytes()))
        .description("Size of the entries of a tier")
        .baseUnit("bytes")
        .register(registry);
    gauge("wasm.cache.limit", ofTier, all -> known(all.tier(tier).usage().maximumBytes()))
        .description("Size that the entries of a tier may have")
        .baseUnit("bytes")
        .register(registry);
    Set<EvictionCause> causes =
        tier == Tier.MEMORY ? EnumSet.of(EvictionCause.SIZE) : EnumSet.allOf(EvictionCause.class);
    for (EvictionCause cause : causes) {
      counter(
              "wasm.cache.evictions",
              ofTier.and("cause", cause.id()),
              all -> all.tier(tier).usage().evictions().getOrDefault(cause, 0L))
          .description("Entries that a tier gave up")
          .register(registry);
    }
  }

  private void bindCompiles(MeterRegistry registry) {
    gauge("wasm.cache.compile.running", tags, CacheStats::compilesRunning)
        .description("Compiles that run now")
        .register(registry);
    gauge("wasm.cache.compile.waiting", tags, CacheStats::compilesWaiting)
        .description("Requests that wait for their turn to compile")
        .register(registry);
    counter(
            "wasm.cache.compile.saved",
            tags,
            all -> (double) all.compileTimeSaved().toNanos() / 1_000_000_000)
        .description("Time that the modules that were found had once taken to compile")
        .baseUnit("seconds")
        .register(registry);
  }

  private FunctionCounter.Builder<Snapshot<CacheStats>> counter(
      String name, Tags tags, ToDoubleFunction<CacheStats> value) {
    return FunctionCounter.builder(name, stats, snapshot -> value.applyAsDouble(snapshot.get()))
        .tags(tags);
  }

  private Gauge.Builder<Snapshot<CacheStats>> gauge(
      String name, Tags tags, ToDoubleFunction<CacheStats> value) {
    return Gauge.builder(name, stats, snapshot -> value.applyAsDouble(snapshot.get())).tags(tags);
  }

  private static double known(long value) {
    return value < 0 ? Double.NaN : value;
  }
}
