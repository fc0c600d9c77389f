package dev.wasmcache.benchmarks.shared;

import dev.wasmcache.Artifact;
import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.store.GuardedStore;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A cache with only a shared tier, guarded as in an application. */
final class CacheStore implements Store {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long POLL_NANOS = Duration.ofMillis(1).toNanos();

  private final GuardedStore guard;
  private final CompilationCache cache;

  CacheStore(ArtifactStore store, boolean hmac) {
    guard =
        GuardedStore.builder(store)
            .timeout(PATIENCE)
            .uploadTimeout(PATIENCE)
            .maximumEntryBytes(128L << 20)
            .build();
    cache =
        CompilationCache.builder()
            .shared(guard)
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

  /** Returns when it has been uploaded. */
  @Override
  public void put(CacheKey key, byte[] value) {
    cache.put(key, Artifact.of(value));
    while (guard.stats().queuedUploads() > 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
