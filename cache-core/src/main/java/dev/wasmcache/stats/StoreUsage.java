package dev.wasmcache.stats;

import java.util.HashMap;
import java.util.Map;

/**
 * What a tier holds, as far as it counts that.
 *
 * @param entries the number of entries, or -1 if not known
 * @param bytes what it takes in bytes, or -1 if not known: of a disk tier, all files and folders in
 *     whole blocks
 * @param maximumBytes the limit of that size, or -1 if there is none
 * @param evictions how many entries were evicted since the start, by cause
 */
public record StoreUsage(
    long entries, long bytes, long maximumBytes, Map<EvictionCause, Long> evictions) {

  /** Nothing is known. */
  public static final StoreUsage UNKNOWN = new StoreUsage(-1, -1, -1, Map.of());

  public StoreUsage {
    evictions = Map.copyOf(evictions);
  }

  /** Returns the usage of two stores together; what one of them does not know is not known. */
  StoreUsage plus(StoreUsage other) {
    return new StoreUsage(
        sum(entries, other.entries),
        sum(bytes, other.bytes),
        sum(maximumBytes, other.maximumBytes),
        sum(evictions, other.evictions));
  }

  private static long sum(long one, long other) {
    return one < 0 || other < 0 ? -1 : one + other;
  }

  static <K> Map<K, Long> sum(Map<K, Long> one, Map<K, Long> other) {
    Map<K, Long> sum = new HashMap<>(one);
    other.forEach((key, count) -> sum.merge(key, count, Long::sum));
    return sum;
  }
}
