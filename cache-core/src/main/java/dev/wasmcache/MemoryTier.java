package dev.wasmcache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Artifacts on the heap, weighed in bytes. What is here has been verified. */
final class MemoryTier implements CacheTier {

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);

  // The key, the artifact's own fields and Caffeine's node, about.
  private static final int OVERHEAD = 256;

  private final long maximumBytes;
  private final Cache<CacheKey, Artifact> artifacts;
  private final OutcomeCounters requests = new OutcomeCounters();
  private final OutcomeCounters writes = new OutcomeCounters();
  private final LongAdder deletions = new LongAdder();
  private final LongAdder evictions = new LongAdder();

  MemoryTier(long maximumBytes) {
    this.maximumBytes = maximumBytes;
    this.artifacts =
        Caffeine.newBuilder()
            .maximumWeight(maximumBytes)
            .weigher(MemoryTier::weight)
            .evictionListener((key, artifact, cause) -> evictions.increment())
            .build();
  }

  private static int weight(CacheKey key, Artifact artifact) {
    return (int) Math.min(Integer.MAX_VALUE, artifact.size() + OVERHEAD);
  }

  @Override
  public Tier tier() {
    return Tier.MEMORY;
  }

  @Override
  public Optional<Artifact> get(CacheKey key) {
    Artifact artifact = artifacts.getIfPresent(key);
    requests.add(artifact == null ? Outcome.MISS : Outcome.HIT);
    return Optional.ofNullable(artifact);
  }

  /** Whether an artifact is small enough to be kept. */
  boolean takes(Artifact artifact) {
    return artifact.size() + OVERHEAD <= maximumBytes;
  }

  /** Counts an artifact that could not be read. */
  void failed(CacheKey key, IOException failure) {
    writes.add(Outcome.ERROR);
    log.warn("Wasm cache: artifact {} is not stored: {}", key, failure.toString());
  }

  @Override
  public void put(CacheKey key, Artifact artifact) {
    if (!takes(artifact)) {
      // What was there under this key has been replaced elsewhere.
      artifacts.invalidate(key);
      writes.add(Outcome.TOO_LARGE);
      return;
    }
    artifacts.put(key, artifact);
    writes.add(Outcome.STORED);
  }

  @Override
  public void delete(CacheKey key) {
    if (artifacts.asMap().remove(key) != null) {
      deletions.increment();
    }
  }

  @Override
  public void reject(CacheKey key) {
    delete(key);
  }

  /** Answers the keys after one, in ascending order. */
  List<CacheKey> keys(@Nullable CacheKey after, int limit) {
    return artifacts.asMap().keySet().stream()
        .filter(key -> after == null || key.compareTo(after) > 0)
        .sorted()
        .limit(limit)
        .toList();
  }

  /** Deletes everything. */
  void clear() {
    artifacts.invalidateAll();
  }

  @Override
  public Optional<EntryInfo> inspect(CacheKey key) {
    // Asked through the map's view of its policy, so that a look does not count as a use.
    return Optional.ofNullable(artifacts.policy().getIfPresentQuietly(key))
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
    long bytes =
        artifacts.policy().eviction().map(size -> size.weightedSize().orElse(-1)).orElse(-1L);
    StoreUsage usage =
        new StoreUsage(
            artifacts.estimatedSize(),
            bytes,
            maximumBytes,
            Map.of(EvictionCause.SIZE, evictions.sum()));
    return new TierStats(requests.snapshot(), writes.snapshot(), deletions.sum(), 0, usage);
  }

  @Override
  public void close() {
    artifacts.invalidateAll();
  }
}
