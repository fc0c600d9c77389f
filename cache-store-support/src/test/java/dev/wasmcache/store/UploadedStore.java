package dev.wasmcache.store;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.Lease;
import dev.wasmcache.StoredEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * A guard whose writes wait until they have been uploaded, for tests that look at the store right
 * after.
 */
public final class UploadedStore implements ArtifactStore {

  private final GuardedStore guard;

  public UploadedStore(GuardedStore guard) {
    this.guard = guard;
  }

  @Override
  public void put(CacheKey key, EntryContent content) throws IOException {
    guard.put(key, content);
    Awaitility.await().until(() -> guard.stats().queuedUploads() == 0);
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    return guard.get(key);
  }

  @Override
  public Optional<StoredEntry> peek(CacheKey key) throws IOException {
    return guard.peek(key);
  }

  @Override
  public boolean delete(CacheKey key) throws IOException {
    return guard.delete(key);
  }

  @Override
  public List<CacheKey> keys(CacheKey after, int limit) throws IOException {
    return guard.keys(after, limit);
  }

  @Override
  public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
    return guard.tryLease(key, atMost);
  }

  @Override
  public void close() throws IOException {
    guard.close();
  }
}
