package dev.wasmcache.spring.metrics;

import dev.wasmcache.spring.SharedTier;
import dev.wasmcache.spring.SharedTier.State;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Publishes the uploads in the background, if the shared tier counts them. */
final class UploadMeters implements MeterBinder {

  private final SharedTier shared;
  private final String cache;

  UploadMeters(SharedTier shared, String cache) {
    this.shared = shared;
    this.cache = cache;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    if (shared.state().isEmpty()) {
      return;
    }
    uploads(registry, "stored", State::stored);
    uploads(registry, "failed", State::failed);
    uploads(registry, "dropped", State::dropped);
    Gauge.builder("wasm.cache.uploads.queued", shared, tier -> value(tier, State::queued))
        .description("Entries that wait to be stored in the shared tier")
        .tag("cache", cache)
        .register(registry);
    Gauge.builder("wasm.cache.uploads.queued.size", shared, tier -> value(tier, State::queuedBytes))
        .description("Size of the entries that wait to be stored in the shared tier")
        .baseUnit("bytes")
        .tag("cache", cache)
        .register(registry);
  }

  private void uploads(MeterRegistry registry, String outcome, ToLongFunction<State> count) {
    FunctionCounter.builder("wasm.cache.uploads", shared, tier -> value(tier, count))
        .description("Entries to be stored in the shared tier, by outcome")
        .tag("cache", cache)
        .tag("outcome", outcome)
        .register(registry);
  }

  private static double value(SharedTier tier, ToLongFunction<State> of) {
    Optional<State> state = tier.state();
    return state.isPresent() ? of.applyAsLong(state.get()) : Double.NaN;
  }
}
