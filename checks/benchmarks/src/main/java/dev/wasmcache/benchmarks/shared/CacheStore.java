package dev.wasmcache.benchmarks.shared;

import dev.wasmcache.Artifact;
import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.SharedTier;
import dev.wasmcache.stats.Tier;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A cache with only a shared tier, guarded as in an application. Its entries are compressed, or as
 * the state before the compression has stored them.
 */
final class CacheStore implements Store {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long POLL_NANOS = Duration.ofMillis(1).toNanos();

  private final CompilationCache cache;
  private final CompilationCache writer;

  CacheStore(ArtifactStore store, boolean hmac, boolean compressed) {
    SharedTier shared =
        SharedTier.builder(store)
            .timeout(PATIENCE)
            .uploadTimeout(PATIENCE)
            .maximumEntryBytes(128L << 20)
            .build();
    Integrity integrity =
        hmac
            ? Integrity.hmac(KeyRing.of("benchmark", new byte[KeyRing.MINIMUM_SECRET_LENGTH]))
            : Integrity.checksum();
    cache = CompilationCache.builder().shared(shared).integrity(integrity).build();
    // A cache compresses nothing that it takes for a directory of this host.
    writer =
        compressed ? cache : CompilationCache.builder().disk(store).integrity(integrity).build();
  }

  @Override
  public long get(CacheKey key) {
    return cache.get(key).map(Artifact::size).orElse(-1L);
  }

  /** Returns when it has been uploaded. */
  @Override
  public void put(CacheKey key, byte[] value) {
    writer.put(key, Artifact.of(value));
    while (cache.stats().tier(Tier.SHARED).guard().queuedUploads() > 0) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void close() {
    cache.close();
  }
}
