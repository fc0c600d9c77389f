package dev.wasmcache.benchmarks.shared;

import dev.wasmcache.CacheKey;

/** A way that is measured: gets whole values. */
interface Store extends AutoCloseable {

  /** Returns how many bytes arrived. */
  long get(CacheKey key);

  void put(CacheKey key, byte[] value);

  @Override
  void close();
}
