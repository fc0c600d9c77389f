package dev.wasmcache;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Passes on what every store has to do. Everything else is that of a store that cannot do it. */
public class ForwardingStore implements ArtifactStore {

  private final ArtifactStore store;

  public ForwardingStore(ArtifactStore store) {
    this.store = store;
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    return store.get(key);
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
