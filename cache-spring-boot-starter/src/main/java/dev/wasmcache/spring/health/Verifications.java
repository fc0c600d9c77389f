package dev.wasmcache.spring.health;

import dev.wasmcache.stats.CacheStats;
import java.util.Map;
import java.util.TreeMap;

/** Describes how the verifications of hits ended. */
final class Verifications {

  private Verifications() {}

  static Map<String, Long> of(CacheStats stats) {
    Map<String, Long> counts = new TreeMap<>();
    stats.verifications().forEach((outcome, count) -> counts.put(outcome.id(), count));
    return counts;
  }
}
