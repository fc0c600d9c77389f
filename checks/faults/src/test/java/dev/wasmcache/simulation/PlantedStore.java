package dev.wasmcache.simulation;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.Lease;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.simulated.Planted;
import dev.wasmcache.stats.Eviction;
import dev.wasmcache.stats.StoreUsage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A store with a bug of a test. */
record PlantedStore(ArtifactStore store, Planted bug) implements ArtifactStore {

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    return bug == Planted.DELETE_BY_NAME
        ? store.get(key).map(entry -> new Entry(entry, store, key))
        : store.get(key);
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
  public Optional<byte[]> note(CacheKey key) throws IOException {
    return store.note(key);
  }

  @Override
  public void putNote(CacheKey key, byte[] note) throws IOException {
    store.putNote(key, note);
  }

  @Override
  public Optional<Eviction> eviction(CacheKey key) throws IOException {
    return store.eviction(key);
  }

  @Override
  public StoreUsage usage() {
    return store.usage();
  }

  @Override
  public List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    return store.keys(after, limit);
  }

  @Override
  public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
    Optional<Lease> lease = store.tryLease(key, atMost);
    return bug == Planted.LEASE_KEPT ? lease.map(kept -> Lease.none()) : lease;
  }

  @Override
  public void close() throws IOException {
    store.close();
  }

  /** Is deleted by its name, whatever has that name by then. */
  private record Entry(StoredEntry entry, ArtifactStore store, CacheKey key)
      implements StoredEntry {
    @Override
    public long size() {
      return entry.size();
    }

    @Override
    public InputStream content() {
      return entry.content();
    }

    @Override
    public boolean discard() throws IOException {
      entry.close();
      return store.delete(key);
    }

    @Override
    public void close() throws IOException {
      entry.close();
    }
  }
}
