package dev.wasmcache;

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
}
