package dev.wasmcache.spring.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Publishes values of a snapshot with common tags. Meters refer to the snapshot weakly: their owner
 * keeps it.
 */
record Meters<T>(MeterRegistry registry, Snapshot<T> stats, Tags tags) {

  Meters<T> and(String tag, String value) {
    return new Meters<>(registry, stats, tags.and(tag, value));
  }

  void counter(String name, String description, ToDoubleFunction<T> value) {
    counter(name, description, null, value);
  }

  void counter(String name, String description, @Nullable String unit, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, stats, snapshot -> value.applyAsDouble(snapshot.get()))
        .description(description)
        .baseUnit(unit)
        .tags(tags)
        .register(registry);
  }

  void gauge(String name, String description, ToDoubleFunction<T> value) {
    gauge(name, description, null, value);
  }

  void gauge(String name, String description, @Nullable String unit, ToDoubleFunction<T> value) {
    Gauge.builder(name, stats, snapshot -> value.applyAsDouble(snapshot.get()))
        .description(description)
        .baseUnit(unit)
        .tags(tags)
        .register(registry);
  }
}
