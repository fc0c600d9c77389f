package dev.wasmcache.redis;

import dev.wasmcache.CacheKey;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Remembers which entries had their time to live renewed recently, to avoid a renewal at each hit.
 */
final class Touches {

  private static final int MAXIMUM = 10_000;

  private final long intervalNanos;
  private final ConcurrentMap<CacheKey, Long> last = new ConcurrentHashMap<>();

  /** Renews once in a tenth of the time to live, but at least daily. */
  Touches(Duration timeToLive) {
    this.intervalNanos = Math.min(timeToLive.toNanos() / 10, Duration.ofDays(1).toNanos());
  }

  /**
   * Whether to renew now, a time of {@link System#nanoTime}; if so, the next renewal is not due for
   * a while.
   */
  boolean due(CacheKey key, long now) {
    Long before = last.get(key);
    if (before != null && now - before < intervalNanos) {
      return false;
    }
    if (last.size() >= MAXIMUM) {
      // Some are renewed once more than needed.
      last.clear();
    }
    last.put(key, now);
    return true;
  }
}
