package dev.wasmcache.internal;

import dev.wasmcache.stats.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts outcomes, without a lock: the map itself does not change. */
public final class OutcomeCounters {

  private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);

  public OutcomeCounters() {
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, new LongAdder());
    }
  }

  public void add(Outcome outcome) {
    Objects.requireNonNull(counts.get(outcome)).increment();
  }

  /** Returns the count of every outcome, including those that have not occurred. */
  public Map<Outcome, Long> snapshot() {
    Map<Outcome, Long> snapshot = new EnumMap<>(Outcome.class);
    counts.forEach((outcome, count) -> snapshot.put(outcome, count.sum()));
    return snapshot;
  }
}
