package dev.wasmcache;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A tier over an {@link ArtifactStore}: verifies what it reads, counts every outcome, deletes bad
 * entries, and keeps failures of the store from the caller. Shows which of its parts does what.
 */
final class StoreTier implements CacheTier {

  private final TierStore store;
  private final TierAsides asides;
  private final StoreDeletions deletions;
  private final StoreReads reads;
  private final UncountedReads uncounted;
  private final StoreWrites writes;

  StoreTier(
      Tier tier,
      ArtifactStore store,
      CompilationCacheBuilder settings,
      int tiersAfter,
      CacheListener listener,
      CacheInterceptor interceptor) {
    long maximumBytes = settings.maximumEntryBytes();
    EntryReader reader = new EntryReader(settings.integrity(), maximumBytes);
    this.store = new TierStore(tier, store, settings.timeout(), tiersAfter);
    this.asides = new TierAsides(this.store);
    this.deletions = new StoreDeletions(this.store, settings.access(tier), settings.mode());
    this.reads = new StoreReads(this.store, reader, deletions, listener, interceptor);
    this.uncounted = new UncountedReads(this.store, reader, reads);
    this.writes =
        new StoreWrites(this.store, reader, settings, interceptor, deletions.areAllowed());
  }

  @Override
  public Tier tier() {
    return store.tier();
  }

  /** Whether entries are stored and deleted here. */
  boolean isWritable() {
    return deletions.areAllowed();
  }

  /** Whether it is paused: it has failed, and optional calls are skipped. */
  boolean isLeftAlone() {
    return store.guard().paused();
  }

  /** Returns what a call may take by itself, in nanoseconds; 0 if for as long as it takes. */
  long ownNanos() {
    return store.guard().ownNanos();
  }

  /** Finds out in the background whether it works again. */
  void tryAgain() {
    store.tryAgain(isWritable());
  }

  /** Returns what the store does besides storing entries. */
  TierAsides asides() {
    return asides;
  }

  @Override
  public Optional<Artifact> get(CacheKey key, Trail trail) {
    return reads.get(key, trail);
  }

  /** As {@link #get}, for who waits for an entry: does not count a miss. */
  Optional<Artifact> look(CacheKey key, WaitBudget waits) {
    return reads.look(key, waits);
  }

  /** Reads an entry to its end, counting nothing. A bad one is deleted, as by a request. */
  Outcome verify(CacheKey key) {
    return uncounted.verify(key);
  }

  /** Reads an entry that passes the filter, for an export: counts nothing and deletes nothing. */
  Optional<Artifact> stored(CacheKey key, Predicate<EntryInfo> filter, Trail trail) {
    return uncounted.stored(key, filter, trail);
  }

  @Override
  public Optional<EntryInfo> inspect(CacheKey key) {
    return uncounted.inspect(key);
  }

  /**
   * Returns the keys after a given one, in ascending order.
   *
   * @throws IOException if the store failed, whatever it threw
   */
  List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    return store.keys(after, limit);
  }

  @Override
  public void put(CacheKey key, Artifact artifact, WaitBudget waits) {
    writes.put(key, artifact, waits);
  }

  /** Stores what another tier has stored, without reading it into memory. */
  void copy(CacheKey key, StoreTier from, WaitBudget waits) {
    writes.copy(key, from.store, waits);
  }

  /** Verifies an entry of an archive, and stores it unchanged. */
  Outcome restore(CacheKey key, byte[] stored) {
    return writes.restore(key, stored);
  }

  @Override
  public void delete(CacheKey key) throws IOException {
    deletions.delete(key);
  }

  /** Deletes an entry that is in the way of a better one, if that can be done. */
  void makeRoom(CacheKey key, WaitBudget waits) {
    deletions.reject(key, waits);
  }

  @Override
  public void reject(CacheKey key, WaitBudget waits) {
    reads.rejected();
    deletions.reject(key, waits);
  }

  @Override
  public TierStats stats() {
    return new TierStats(
        reads.outcomes(),
        writes.outcomes(),
        deletions.count(),
        deletions.failures(),
        store.usage(),
        store.guard().readsPaused(),
        store.guard().writesPaused());
  }

  @Override
  public void close() {
    store.close();
  }
}
