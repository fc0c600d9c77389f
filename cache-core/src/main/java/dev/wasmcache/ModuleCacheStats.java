package dev.wasmcache;

import java.util.Map;

/**
 * What the live modules have done since the start.
 *
 * @param hits how many requests found a live module
 * @param loads how many modules became live, by where their artifact came from
 * @param failures how many requests ended with an exception
 * @param evictions how many modules were given up for their weight
 * @param modules how many are live
 * @param bytes what they hold, by their engine's estimate
 * @param maximumBytes the limit of that
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

  /** Answers how many modules became live by an artifact from there. */
  public long loads(Origin origin) {
    return loads.getOrDefault(origin, 0L);
  }
}
