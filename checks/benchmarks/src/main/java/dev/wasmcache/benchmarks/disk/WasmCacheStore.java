package dev.wasmcache.benchmarks.disk;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.disk.DiskStore;
import java.nio.file.Path;

/** The cache with its disk tier alone. */
final class WasmCacheStore implements Store {

  private final CompilationCache cache;

  WasmCacheStore(Path directory, boolean hmac) {
    cache =
        CompilationCache.builder()
            .disk(DiskStore.builder(directory.resolve("cache")).build())
            .integrity(
                hmac
                    ? Integrity.hmac(
                        KeyRing.of("benchmark", new byte[KeyRing.MINIMUM_SECRET_LENGTH]))
                    : Integrity.checksum())
            .build();
  }

  @Override
  public long get(CacheKey key) {
    return cache.get(key).map(Artifact::size).orElse(-1L);
  }

  @Override
  public void put(CacheKey key, Value value) {
    cache.put(key, value.artifact());
  }

  @Override
  public void close() {
    cache.close();
  }
}
