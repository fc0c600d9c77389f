package dev.wasmcache.redis;

import dev.wasmcache.CacheKey;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Remembers whose time to live was renewed of late, so that it is not renewed at each hit. */
final class Touches {

  private static final int MAXIMUM = 10_000;

  private final long intervalNanos;
  private final ConcurrentMap<CacheKey, Long> last = new ConcurrentHashMap<>();

  /** Renews once in a tenth of the time to live, but no less often than daily. */
  Touches(Duration timeToLive) {
    this.intervalNanos = Math.min(timeToLive.toNanos() / 10, Duration.ofDays(1).toNanos());
  }

  /** Whether it is time, as {@link System#nanoTime} has it; then it is not for a while. */
  boolean due(CacheKey key, long now) {
    Long before = last.get(key);
    if (before != null && now - before < intervalNanos) {
      return false;
    }
    if (last.size() >= MAXIMUM) {
      // Some are renewed once too often.
      last.clear();
    }
    last.put(key, now);
    return true;
  }
}
