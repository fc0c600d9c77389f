package dev.wasmcache.benchmarks.disk;

import dev.wasmcache.CacheKey;
import java.io.IOException;

/** A store on disk, as the comparison uses it: whole values by a 256-bit key. For one thread. */
interface Store extends AutoCloseable {

  /**
   * Reads a value into an array of its own.
   *
   * @return its size, or -1 if there is none
   */
  long get(CacheKey key) throws IOException;

  void put(CacheKey key, Value value) throws IOException;

  /** Writes everything that is not yet written, so that the store can be opened again. */
  @Override
  void close() throws IOException;
}
