package dev.wasmcache.redis;

import dev.wasmcache.Arrival;
import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.Lease;
import dev.wasmcache.StoredEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A store that is not asked what it holds, so that the first call of an upload is the put. */
record UnaskedStore(ArtifactStore store) implements ArtifactStore {

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    return store.get(key);
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key, Arrival arrival) throws IOException {
    return store.get(key, arrival);
  }

  @Override
  public Optional<StoredEntry> peek(CacheKey key) throws IOException {
    return store.peek(key);
  }

  @Override
  public void put(CacheKey key, EntryContent content) throws IOException {
    store.put(key, content);
  }

  @Override
  public boolean delete(CacheKey key) throws IOException {
    return store.delete(key);
  }

  @Override
  public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
    return store.tryLease(key, atMost);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
