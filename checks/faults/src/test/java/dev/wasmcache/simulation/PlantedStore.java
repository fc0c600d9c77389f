package dev.wasmcache.simulation;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.ForwardingStore;
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
final class PlantedStore extends ForwardingStore {

  private final ArtifactStore store;
  private final Planted bug;

  PlantedStore(ArtifactStore store, Planted bug) {
    super(store);
    this.store = store;
    this.bug = bug;
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    return bug == Planted.DELETE_BY_NAME
        ? super.get(key).map(entry -> new Entry(entry, store, key))
        : super.get(key);
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
    Optional<Lease> lease = super.tryLease(key, atMost);
    return bug == Planted.LEASE_KEPT ? lease.map(kept -> Lease.none()) : lease;
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
