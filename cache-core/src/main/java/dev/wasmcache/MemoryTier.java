package dev.wasmcache;

import dev.wasmcache.admin.EntryInfo;
import dev.wasmcache.internal.EnumCounters;
import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.internal.WeighedMap;
import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.internal.miss.Trail;
import dev.wasmcache.stats.EvictionCause;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.StoreUsage;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Artifacts on the heap, weighed in bytes. All of them have been verified. */
final class MemoryTier implements CacheTier, WeighedMap.Values<Artifact> {

  // Roughly: the key, the artifact's own fields and Caffeine's node.
  private static final int OVERHEAD = 256;

  private final long maximumBytes;
  private final WeighedMap<Artifact> artifacts;
  private final EnumCounters<Outcome> requests = new EnumCounters<>(Outcome.class);
  private final EnumCounters<Outcome> writes = new EnumCounters<>(Outcome.class);
  private final LongAdder deletions = new LongAdder();
  private final LongAdder evictions = new LongAdder();

  MemoryTier(long maximumBytes) {
    this.maximumBytes = maximumBytes;
    this.artifacts = new WeighedMap<>(maximumBytes, this);
  }

  @Override
  public long weigh(Artifact artifact) {
    return artifact.size() + OVERHEAD;
  }

  @Override
  public void evicted() {
    evictions.increment();
  }

  @Override
  public Tier tier() {
    return Tier.MEMORY;
  }

  @Override
  public Optional<Artifact> get(CacheKey key, Trail trail) {
    Artifact artifact = artifacts.get(key);
    requests.add(artifact == null ? Outcome.MISS : Outcome.HIT);
    return Optional.ofNullable(artifact);
  }

  /** Whether an artifact is small enough to be kept. */
  boolean takes(Artifact artifact) {
    return weigh(artifact) <= maximumBytes;
  }

  /** Counts an artifact that could not be read. */
  void failed(CacheKey key, IOException failure) {
    writes.add(Outcome.ERROR);
    Log.LOG.warn("Wasm cache: artifact {} is not stored: {}", key, Printable.text(failure));
  }

  @Override
  public void put(CacheKey key, Artifact artifact, WaitBudget waits) {
    if (!takes(artifact)) {
      // The artifact that was here under this key has been replaced in other tiers.
      artifacts.remove(key);
      writes.add(Outcome.TOO_LARGE);
      return;
    }
    artifacts.put(key, artifact);
    writes.add(Outcome.STORED);
  }

  @Override
  public void delete(CacheKey key) {
    if (artifacts.remove(key)) {
      deletions.increment();
    }
  }

  @Override
  public void reject(CacheKey key, WaitBudget waits) {
    delete(key);
  }

  /** Returns the keys after a given one, in ascending order. */
  List<CacheKey> keys(@Nullable CacheKey after, int limit) {
    return artifacts.keys().stream()
        .filter(key -> after == null || key.compareTo(after) > 0)
        .sorted()
        .limit(limit)
        .toList();
  }

  /** Deletes everything. */
  void clear() {
    artifacts.clear();
  }

  @Override
  public Optional<EntryInfo> inspect(CacheKey key) {
    return Optional.ofNullable(artifacts.peek(key))
        .map(
            artifact ->
                new EntryInfo(
                    key,
                    Tier.MEMORY,
                    artifact.size(),
                    Optional.empty(),
                    artifact.compileTime(),
                    artifact.fingerprint()));
  }

  @Override
  public TierStats stats() {
    StoreUsage usage =
        new StoreUsage(
            artifacts.size(),
            artifacts.weight(),
            maximumBytes,
            Map.of(EvictionCause.SIZE, evictions.sum()));
    return new TierStats(
        requests.snapshot(), writes.snapshot(), deletions.sum(), 0, usage, GuardStats.UP);
  }

  @Override
  public void close() {
    artifacts.clear();
  }
}
