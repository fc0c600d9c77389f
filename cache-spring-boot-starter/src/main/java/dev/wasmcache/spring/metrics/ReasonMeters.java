package dev.wasmcache.spring.metrics;

import dev.wasmcache.CacheListener;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.stats.MissReason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts and publishes why modules are compiled. */
final class ReasonMeters implements CacheListener, MeterBinder {

  private final String cache;
  private final Map<MissReason.Kind, LongAdder> reasons = new EnumMap<>(MissReason.Kind.class);

  ReasonMeters(String cache) {
    this.cache = cache;
    EnumSet.complementOf(EnumSet.of(MissReason.Kind.PRESENT))
        .forEach(kind -> reasons.put(kind, new LongAdder()));
  }

  @Override
  public void onMiss(CompileRequest request, MissReason reason) {
    Objects.requireNonNull(reasons.get(reason.kind())).increment();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    reasons.forEach(
        (kind, count) ->
            FunctionCounter.builder("wasm.cache.compile.reasons", count, LongAdder::sum)
                .description("Modules that no tier had, by reason")
                .tag("cache", cache)
                .tag("reason", kind.id())
                .register(registry));
  }
}
