package dev.wasmcache.stats;

import java.util.Map;

/**
 * What one tier has done.
 *
 * @param requests the outcomes of its {@code get}s
 * @param writes the outcomes of its {@code put}s
 * @param deletions how many entries it deleted, including bad ones
 * @param deletionFailures how many deletions failed
 * @param usage what it holds
 * @param guard whether it works
 */
public record TierStats(
    Map<Outcome, Long> requests,
    Map<Outcome, Long> writes,
    long deletions,
    long deletionFailures,
    StoreUsage usage,
    GuardStats guard) {

  static final TierStats NONE =
      new TierStats(Map.of(), Map.of(), 0, 0, StoreUsage.UNKNOWN, GuardStats.UP);

  public TierStats {
    requests = Map.copyOf(requests);
    writes = Map.copyOf(writes);
  }

  /** Returns how many {@code get}s had this outcome. */
  public long requests(Outcome outcome) {
    return requests.getOrDefault(outcome, 0L);
  }

  /** Returns how many {@code put}s had this outcome. */
  public long writes(Outcome outcome) {
    return writes.getOrDefault(outcome, 0L);
  }

  /** Returns what this tier and another one of its kind have done together. */
  public TierStats plus(TierStats other) {
    return new TierStats(
        StoreUsage.sum(requests, other.requests),
        StoreUsage.sum(writes, other.writes),
        deletions + other.deletions,
        deletionFailures + other.deletionFailures,
        usage.plus(other.usage),
        guard.plus(other.guard));
  }

  /** Whether it has failed and is not read from for a while. */
  public boolean readsPaused() {
    return guard.reads() != GuardStats.State.UP;
  }

  /** Whether it has failed and nothing is written to it for a while. */
  public boolean writesPaused() {
    return guard.writes() != GuardStats.State.UP;
  }
}
