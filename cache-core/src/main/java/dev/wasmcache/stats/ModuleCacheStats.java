package dev.wasmcache.stats;

import java.util.Map;

/**
 * The statistics of the live modules since the start.
 *
 * @param hits how many requests found a live module
 * @param loads how many modules became live, by the origin of their artifact
 * @param failures how many requests ended with an exception
 * @param evictions how many modules were evicted for their weight
 * @param modules how many are live
 * @param bytes how many bytes of memory they hold, as estimated by their engine
 * @param maximumBytes the limit of that size
 */
public record ModuleCacheStats(
    long hits,
    Map<Origin, Long> loads,
    long failures,
    long evictions,
    long modules,
    long bytes,
    long maximumBytes) {

  public ModuleCacheStats {
    loads = Map.copyOf(loads);
  }

  /** Returns how many modules became live with an artifact of this origin. */
  public long loads(Origin origin) {
    return loads.getOrDefault(origin, 0L);
  }
}
