package dev.wasmcache.spring.metrics;

import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.EvictionCause;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.StoreUsage;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Publishes the counters of one tier. All meters exist from the start, with every outcome and cause
 * that can occur, so that the first error is an increase and not a new series.
 */
final class TierMeters {

  private static final Set<Outcome> READS = EnumSet.complementOf(EnumSet.of(Outcome.STORED));
  private static final Set<Outcome> WRITES =
      EnumSet.of(
          Outcome.STORED, Outcome.TOO_LARGE, Outcome.SKIPPED, Outcome.ERROR, Outcome.TIMEOUT);

  private final MeterRegistry registry;
  private final Snapshot<CacheStats> stats;
  private final Tier tier;
  private final Tags tags;

  TierMeters(MeterRegistry registry, Snapshot<CacheStats> stats, Tier tier, Tags tags) {
    this.registry = registry;
    this.stats = stats;
    this.tier = tier;
    this.tags = tags.and("tier", tier.id());
  }

  void bind() {
    bindRequests();
    bindUsage();
    if (tier != Tier.LAYER) {
      bindWrites();
      bindEvictions();
    }
    if (tier != Tier.MEMORY) {
      bindPauses();
    }
  }

  private void bindRequests() {
    for (Outcome outcome : tier == Tier.MEMORY ? EnumSet.of(Outcome.HIT, Outcome.MISS) : READS) {
      counter("wasm.cache.requests", tags.and("outcome", outcome.id()), of -> of.requests(outcome))
          .description("Requests to a tier by how they ended")
          .register(registry);
    }
  }

  private void bindWrites() {
    for (Outcome outcome : WRITES) {
      counter("wasm.cache.writes", tags.and("outcome", outcome.id()), of -> of.writes(outcome))
          .description("Writes to a tier by how they ended")
          .register(registry);
    }
  }

  private void bindUsage() {
    usage("wasm.cache.entries", StoreUsage::entries)
        .description("Entries of a tier; not a number until they have been counted")
        .register(registry);
    usage("wasm.cache.size", StoreUsage::bytes)
        .description("Size of the entries of a tier")
        .baseUnit("bytes")
        .register(registry);
    usage("wasm.cache.limit", StoreUsage::maximumBytes)
        .description("Maximum size of the entries of a tier; not a number if there is no limit")
        .baseUnit("bytes")
        .register(registry);
  }

  private void bindEvictions() {
    Set<EvictionCause> causes =
        tier == Tier.MEMORY ? EnumSet.of(EvictionCause.SIZE) : EnumSet.allOf(EvictionCause.class);
    for (EvictionCause cause : causes) {
      counter(
              "wasm.cache.evictions",
              tags.and("cause", cause.id()),
              of -> of.usage().evictions().getOrDefault(cause, 0L))
          .description("Entries that a tier evicted")
          .register(registry);
    }
  }

  private void bindPauses() {
    paused("read", of -> of.readsPaused() ? 1 : 0);
    if (tier != Tier.LAYER) {
      paused("write", of -> of.writesPaused() ? 1 : 0);
    }
  }

  private void paused(String operation, ToDoubleFunction<TierStats> value) {
    gauge("wasm.cache.paused", tags.and("operation", operation), value)
        .description("1 while a tier that failed is paused, otherwise 0")
        .register(registry);
  }

  private Gauge.Builder<Snapshot<CacheStats>> usage(String name, ToLongFunction<StoreUsage> value) {
    return gauge(name, tags, of -> known(value.applyAsLong(of.usage())));
  }

  private FunctionCounter.Builder<Snapshot<CacheStats>> counter(
      String name, Tags all, ToDoubleFunction<TierStats> value) {
    return FunctionCounter.builder(name, stats, snapshot -> value.applyAsDouble(of(snapshot)))
        .tags(all);
  }

  private Gauge.Builder<Snapshot<CacheStats>> gauge(
      String name, Tags all, ToDoubleFunction<TierStats> value) {
    return Gauge.builder(name, stats, snapshot -> value.applyAsDouble(of(snapshot))).tags(all);
  }

  private TierStats of(Snapshot<CacheStats> snapshot) {
    return snapshot.get().tier(tier);
  }

  private static double known(long value) {
    return value < 0 ? Double.NaN : value;
  }
}
