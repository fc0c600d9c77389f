package dev.wasmcache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Values by key, as many as their weight allows; which ones go is Caffeine's to decide.
 *
 * <p>Until something has to go, a map does: to start Caffeine costs a fresh JVM some fifty
 * milliseconds, a third of all that a hit takes, and most processes never fill what they may.
 */
final class WeighedMap<V> {

  /** What the map must know of its values. */
  interface Values<V> {

    /** Answers the same for a value each time. */
    long weigh(V value);

    /** A value has gone for the weight of others. */
    void evicted();
  }

  private final long maximumWeight;
  private final Values<V> values;
  private final ReentrantLock writing = new ReentrantLock();
  private final ConcurrentMap<CacheKey, V> unbounded = new ConcurrentHashMap<>();
  // Guarded by writing, as every change of the map is. Not used any more once there is a cache.
  private long weight;
  private volatile @Nullable Cache<CacheKey, V> bounded;

  WeighedMap(long maximumWeight, Values<V> values) {
    this.maximumWeight = maximumWeight;
    this.values = values;
  }

  @Nullable V get(CacheKey key) {
    Cache<CacheKey, V> cache = bounded;
    if (cache == null) {
      V value = unbounded.get(key);
      cache = bounded;
      if (value != null || cache == null) {
        return value;
      }
      // It has just moved.
    }
    return cache.getIfPresent(key);
  }

  /** As {@link #get}, but it does not count as a use. */
  @Nullable V peek(CacheKey key) {
    Cache<CacheKey, V> cache = bounded;
    return cache == null ? unbounded.get(key) : cache.policy().getIfPresentQuietly(key);
  }

  /**
   * Keeps a value, or does not: Caffeine's classes are loaded when they are needed, and may not be
   * there by then.
   */
  void put(CacheKey key, V value) {
    writing.lock();
    try {
      Cache<CacheKey, V> cache = bounded;
      if (cache == null) {
        V before = unbounded.put(key, value);
        weight += values.weigh(value) - (before == null ? 0 : values.weigh(before));
        if (weight > maximumWeight) {
          bound();
        }
      } else {
        cache.put(key, value);
      }
    } catch (LinkageError | OutOfMemoryError e) {
      // Nothing can choose what goes, so all does that has no limit.
      unbounded.clear();
      weight = 0;
    } finally {
      writing.unlock();
    }
  }

  /** From now on Caffeine holds the values, and gives up those that are too much. */
  private void bound() {
    Cache<CacheKey, V> cache =
        Caffeine.newBuilder()
            .maximumWeight(maximumWeight)
            .weigher(this::clampedWeight)
            .evictionListener((key, value, cause) -> values.evicted())
            .build();
    cache.putAll(unbounded);
    bounded = cache;
    unbounded.clear();
  }

  private int clampedWeight(CacheKey key, V value) {
    return (int) Math.min(Integer.MAX_VALUE, values.weigh(value));
  }

  /** Answers whether there was one. */
  boolean remove(CacheKey key) {
    writing.lock();
    try {
      Cache<CacheKey, V> cache = bounded;
      if (cache != null) {
        return cache.asMap().remove(key) != null;
      }
      V before = unbounded.remove(key);
      weight -= before == null ? 0 : values.weigh(before);
      return before != null;
    } finally {
      writing.unlock();
    }
  }

  void clear() {
    writing.lock();
    try {
      Cache<CacheKey, V> cache = bounded;
      if (cache != null) {
        cache.invalidateAll();
      }
      unbounded.clear();
      weight = 0;
    } finally {
      writing.unlock();
    }
  }

  Set<CacheKey> keys() {
    Cache<CacheKey, V> cache = bounded;
    return Collections.unmodifiableSet((cache == null ? unbounded : cache.asMap()).keySet());
  }

  /** Answers about how many values there are. */
  long size() {
    Cache<CacheKey, V> cache = bounded;
    return cache == null ? unbounded.size() : cache.estimatedSize();
  }

  /** Answers about what they weigh. */
  long weight() {
    Cache<CacheKey, V> cache = bounded;
    if (cache != null) {
      return cache.policy().eviction().map(limit -> limit.weightedSize().orElse(0)).orElse(0L);
    }
    writing.lock();
    try {
      return weight;
    } finally {
      writing.unlock();
    }
  }
}
