package dev.wasmcache.internal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.wasmcache.CacheKey;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Values by key, as many as their weight allows; Caffeine decides which ones are evicted.
 *
 * <p>Until something has to be evicted, a plain map is enough: starting Caffeine costs a fresh JVM
 * about fifty milliseconds, a third of the time of a hit, and most processes never reach the limit.
 */
public final class WeighedMap<V> {

  /** What the map must know of its values. */
  public interface Values<V> {

    /** Returns the weight of a value, which is always the same. */
    long weigh(V value);

    /** A value was evicted for the weight of others. */
    void evicted();
  }

  private final long maximumWeight;
  private final Values<V> values;
  private final ReentrantLock writing = new ReentrantLock();
  private final ConcurrentMap<CacheKey, V> unbounded = new ConcurrentHashMap<>();
  // Guarded by 'writing', like every change of the map. No longer used once there is a cache.
  private long weight;
  private volatile @Nullable Cache<CacheKey, V> bounded;

  public WeighedMap(long maximumWeight, Values<V> values) {
    this.maximumWeight = maximumWeight;
    this.values = values;
  }

  public @Nullable V get(CacheKey key) {
    Cache<CacheKey, V> cache = bounded;
    if (cache == null) {
      V value = unbounded.get(key);
      cache = bounded;
      if (value != null || cache == null) {
        return value;
      }
      // The values have just moved to the cache.
    }
    return cache.getIfPresent(key);
  }

  /** Like {@link #get}, but it does not count as a use. */
  public @Nullable V peek(CacheKey key) {
    Cache<CacheKey, V> cache = bounded;
    return cache == null ? unbounded.get(key) : cache.policy().getIfPresentQuietly(key);
  }

  /**
   * Keeps a value, or drops it: Caffeine's classes are loaded when they are needed, and may no
   * longer be available then.
   */
  public void put(CacheKey key, V value) {
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
      // Nothing can choose what to evict, so everything in the map without a limit goes.
      unbounded.clear();
      weight = 0;
    } finally {
      writing.unlock();
    }
  }

  /** From now on Caffeine holds the values, and evicts those that are too much. */
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

  /** Whether the limit has been reached, so that uses decide which values are evicted. */
  public boolean isLimited() {
    return bounded != null;
  }

  /** Removes a value. Returns whether there was one. */
  public boolean remove(CacheKey key) {
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

  public void clear() {
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

  public Set<CacheKey> keys() {
    Cache<CacheKey, V> cache = bounded;
    return Collections.unmodifiableSet((cache == null ? unbounded : cache.asMap()).keySet());
  }

  /** Returns roughly how many values there are. */
  public long size() {
    Cache<CacheKey, V> cache = bounded;
    return cache == null ? unbounded.size() : cache.estimatedSize();
  }

  /** Returns roughly what they weigh. */
  public long weight() {
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
