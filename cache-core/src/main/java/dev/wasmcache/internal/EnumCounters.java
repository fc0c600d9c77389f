package dev.wasmcache.internal;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts by the constants of an enum, without a lock: the map itself does not change. */
public final class EnumCounters<E extends Enum<E>> {

  private final Class<E> type;
  private final Map<E, LongAdder> counts;

  public EnumCounters(Class<E> type) {
    this.type = type;
    counts = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      counts.put(constant, new LongAdder());
    }
  }

  public void add(E constant) {
    Objects.requireNonNull(counts.get(constant)).increment();
  }

  /** Returns every count, including those that are zero. */
  public Map<E, Long> snapshot() {
    Map<E, Long> snapshot = new EnumMap<>(type);
    counts.forEach((constant, count) -> snapshot.put(constant, count.sum()));
    return snapshot;
  }
}
