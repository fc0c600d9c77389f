package dev.wasmcache;

import dev.wasmcache.internal.SafeInterceptor;
import dev.wasmcache.internal.SafeListener;
import dev.wasmcache.internal.guard.CountedEntry;
import dev.wasmcache.internal.guard.Progress;
import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/** The calls of a cache to its shared tier, one by one and with their exceptions. */
final class Guarded implements AutoCloseable {

  private final ArtifactStore store;
  private final StoreTier tier;

  Guarded(SharedTier shared) {
    this(CompilationCache.builder().shared(shared));
  }

  Guarded(SharedTier shared, ThreadFactory threads) {
    this(CompilationCache.builder().shared(shared).threads(threads));
  }

  private Guarded(CompilationCacheBuilder settings) {
    this.store = settings.shared().store().orElseThrow();
    this.tier =
        new StoreTier(
            Tier.SHARED,
            store,
            settings,
            0,
            new SafeListener(List.of()),
            new SafeInterceptor(List.of()));
  }

  Optional<ByteBuffer> get(CacheKey key) throws Exception {
    return get(key, (array, from, to) -> {});
  }

  /** Returns the bytes of an entry, before they are verified. */
  Optional<ByteBuffer> get(CacheKey key, Arrival arrival) throws Exception {
    Progress progress = new Progress();
    return tier.guard().read(WaitBudget.unlimited(), progress, () -> read(key, arrival, progress));
  }

  private Optional<ByteBuffer> read(CacheKey key, Arrival arrival, Progress progress)
      throws IOException {
    Optional<StoredEntry> found = store.get(key, arrival);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredEntry entry = new CountedEntry(found.get(), progress, true)) {
      return entry.readWhole(arrival);
    }
  }

  void put(CacheKey key, EntryContent content) throws IOException {
    tier.uploads().put(key, content);
  }

  boolean delete(CacheKey key) throws Exception {
    return tier.guard().delete(WaitBudget.unlimited(), () -> store.delete(key));
  }

  TierHints.Begun tryLease(CompileRequest request, Duration time) {
    return tier.hints().begin(request, time, WaitBudget.unlimited());
  }

  void release(CompileRequest request, Lease lease) {
    tier.hints().end(request, lease, null, WaitBudget.unlimited());
  }

  /** Does what a cache does when it is built and, later, when it finds its tier paused. */
  void prepare() {
    if (tier.isPaused()) {
      tier.tryAgain();
    } else {
      tier.prepare();
    }
  }

  Duration timeout() {
    return Duration.ofNanos(tier.ownNanos());
  }

  StoreTier tier() {
    return tier;
  }

  GuardStats stats() {
    return tier.stats().guard();
  }

  boolean readsPaused() {
    return tier.stats().readsPaused();
  }

  boolean writesPaused() {
    return tier.stats().writesPaused();
  }

  @Override
  public void close() {
    tier.close();
  }
}
