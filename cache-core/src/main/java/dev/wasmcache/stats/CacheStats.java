package dev.wasmcache.stats;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a cache has done since it was built, counted without locks: the numbers of one snapshot may
 * be a moment apart.
 *
 * @param tiers the tiers that the cache has, in the order they are asked
 * @param compilations how many compiles ended with an artifact
 * @param compilationFailures how many compiles threw
 * @param compileTime how long all of them took together
 * @param compileTimeSaved how long the artifacts found in tiers had originally taken to compile
 * @param compilesRunning how many compiles run now
 * @param compilesWaiting how many requests wait for a permit to compile now
 * @param thrash how many compiles were of artifacts that had been evicted less than a day before
 * @param verifications how the verifications of hits ended; empty if hits are not verified
 */
public record CacheStats(
    Map<Tier, TierStats> tiers,
    long compilations,
    long compilationFailures,
    Duration compileTime,
    Duration compileTimeSaved,
    int compilesRunning,
    int compilesWaiting,
    long thrash,
    Map<VerifyOutcome, Long> verifications) {

  public CacheStats {
    tiers = Collections.unmodifiableMap(new LinkedHashMap<>(tiers));
    verifications = Map.copyOf(verifications);
  }

  /** Returns the statistics of one tier; all zero if the cache does not have it. */
  public TierStats tier(Tier tier) {
    return tiers.getOrDefault(tier, TierStats.NONE);
  }

  /** Returns how many verifications of hits ended so. */
  public long verifications(VerifyOutcome outcome) {
    return verifications.getOrDefault(outcome, 0L);
  }

  /** Returns how many requests were hits, in any tier. */
  public long hits() {
    return tiers.values().stream().mapToLong(tier -> tier.requests(Outcome.HIT)).sum();
  }
}
