package dev.wasmcache.benchmarks.shared;

import dev.wasmcache.CacheKey;

/** What is measured: gets whole values. */
interface Store extends AutoCloseable {

  /** Answers how many bytes came. */
  long get(CacheKey key);

  void put(CacheKey key, byte[] value);

  @Override
  void close();
}
