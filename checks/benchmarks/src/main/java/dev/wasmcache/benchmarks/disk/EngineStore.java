package dev.wasmcache.benchmarks.disk;

import dev.wasmcache.CacheKey;
import dev.wasmcache.benchmarks.process.DirectoryCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;

/** The engine's own directory cache. */
final class EngineStore implements Store {

  private final DirectoryCache cache;

  EngineStore(Path directory) {
    cache = new DirectoryCache(directory);
  }

  private static String name(CacheKey key) {
    return "SHA-256:" + Base64.getEncoder().encodeToString(key.toBytes());
  }

  @Override
  public long get(CacheKey key) throws IOException {
    byte[] value = cache.get(name(key));
    return value == null ? -1 : value.length;
  }

  @Override
  public void put(CacheKey key, Value value) throws IOException {
    cache.putIfAbsent(name(key), value.bytes());
  }

  @Override
  public void close() {}
}
