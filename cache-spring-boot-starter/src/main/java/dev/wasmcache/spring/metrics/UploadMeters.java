package dev.wasmcache.spring.metrics;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.SharedTier;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Tier;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToLongFunction;

/** Publishes the uploads in the background, if there is a shared tier. */
final class UploadMeters implements MeterBinder {

  private final CompilationCache cache;
  private final SharedTier shared;
  private final String name;

  UploadMeters(CompilationCache cache, SharedTier shared, String name) {
    this.cache = cache;
    this.shared = shared;
    this.name = name;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    if (shared.store().isEmpty()) {
      return;
    }
    uploads(registry, "stored", GuardStats::uploads);
    uploads(registry, "failed", GuardStats::failedUploads);
    uploads(registry, "dropped", GuardStats::droppedUploads);
    gauge("wasm.cache.uploads.queued", GuardStats::queuedUploads)
        .description("Entries that wait to be stored in the shared tier")
        .register(registry);
    gauge("wasm.cache.uploads.queued.size", GuardStats::queuedBytes)
        .description("Size of the entries that wait to be stored in the shared tier")
        .baseUnit("bytes")
        .register(registry);
  }

  private void uploads(MeterRegistry registry, String outcome, ToLongFunction<GuardStats> count) {
    FunctionCounter.builder("wasm.cache.uploads", cache, of -> count.applyAsLong(guard(of)))
        .description("Entries to be stored in the shared tier, by outcome")
        .tag("cache", name)
        .tag("outcome", outcome)
        .register(registry);
  }

  private Gauge.Builder<CompilationCache> gauge(String meter, ToLongFunction<GuardStats> value) {
    return Gauge.builder(meter, cache, of -> value.applyAsLong(guard(of))).tag("cache", name);
  }

  private static GuardStats guard(CompilationCache cache) {
    return cache.stats().tier(Tier.SHARED).guard();
  }
}
