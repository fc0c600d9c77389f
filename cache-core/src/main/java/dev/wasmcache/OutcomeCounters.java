package dev.wasmcache;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts outcomes, without a lock: the map itself does not change. */
final class OutcomeCounters {

  private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);

  OutcomeCounters() {
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, new LongAdder());
    }
  }

  void add(Outcome outcome) {
    Objects.requireNonNull(counts.get(outcome)).increment();
  }

  /** Returns the count of every outcome, including those that have not occurred. */
  Map<Outcome, Long> snapshot() {
    Map<Outcome, Long> snapshot = new EnumMap<>(Outcome.class);
    counts.forEach((outcome, count) -> snapshot.put(outcome, count.sum()));
    return snapshot;
  }
}
