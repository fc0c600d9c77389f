package dev.wasmcache.spring.metrics;

import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.EvictionCause;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.StoreUsage;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Publishes the counters of one tier. All meters exist from the start, with every outcome and cause
 * that can occur, so that the first error is an increase and not a new series.
 */
record TierMeters(Meters<CacheStats> meters, Tier tier) {

  private static final Set<Outcome> READS = EnumSet.complementOf(EnumSet.of(Outcome.STORED));
  private static final Set<Outcome> WRITES =
      EnumSet.of(
          Outcome.STORED,
          Outcome.TOO_LARGE,
          Outcome.SKIPPED,
          Outcome.BUSY,
          Outcome.ERROR,
          Outcome.TIMEOUT);

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
      meters
          .and("outcome", outcome.id())
          .counter(
              "wasm.cache.requests",
              "Requests to a tier by how they ended",
              all -> all.tier(tier).requests(outcome));
    }
  }

  private void bindWrites() {
    for (Outcome outcome : WRITES) {
      meters
          .and("outcome", outcome.id())
          .counter(
              "wasm.cache.writes",
              "Writes to a tier by how they ended",
              all -> all.tier(tier).writes(outcome));
    }
  }

  private void bindUsage() {
    meters.gauge(
        "wasm.cache.entries",
        "Entries of a tier; not a number until they have been counted",
        usage(StoreUsage::entries));
    meters.gauge(
        "wasm.cache.size", "Size of the entries of a tier", "bytes", usage(StoreUsage::bytes));
    meters.gauge(
        "wasm.cache.limit",
        "Maximum size of the entries of a tier; not a number if there is no limit",
        "bytes",
        usage(StoreUsage::maximumBytes));
  }

  private ToDoubleFunction<CacheStats> usage(ToLongFunction<StoreUsage> of) {
    return all -> {
      long value = of.applyAsLong(all.tier(tier).usage());
      return value < 0 ? Double.NaN : value;
    };
  }

  private void bindEvictions() {
    Set<EvictionCause> causes =
        tier == Tier.MEMORY ? EnumSet.of(EvictionCause.SIZE) : EnumSet.allOf(EvictionCause.class);
    for (EvictionCause cause : causes) {
      meters
          .and("cause", cause.id())
          .counter(
              "wasm.cache.evictions",
              "Entries that a tier evicted",
              all -> all.tier(tier).usage().evictions().getOrDefault(cause, 0L));
    }
  }

  private void bindPauses() {
    bindPause("read", TierStats::readsPaused);
    if (tier != Tier.LAYER) {
      bindPause("write", TierStats::writesPaused);
    }
  }

  private void bindPause(String operation, Predicate<TierStats> paused) {
    meters
        .and("operation", operation)
        .gauge(
            "wasm.cache.paused",
            "1 while a tier that failed is paused, otherwise 0",
            all -> paused.test(all.tier(tier)) ? 1 : 0);
  }
}
