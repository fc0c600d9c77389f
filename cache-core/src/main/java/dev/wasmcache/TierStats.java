package dev.wasmcache;

import java.util.Map;

/**
 * What one tier has done.
 *
 * @param requests how its {@code get}s ended
 * @param writes how its {@code put}s ended
 * @param deletions how many deletes it did, of bad entries too
 * @param deletionFailures how many it failed to do
 * @param usage what it holds
 * @param readsPaused whether it has failed and is not read from for a while
 * @param writesPaused whether it has failed and nothing is written to it for a while
 */
public record TierStats(
    Map<Outcome, Long> requests,
    Map<Outcome, Long> writes,
    long deletions,
    long deletionFailures,
    StoreUsage usage,
    boolean readsPaused,
    boolean writesPaused) {

  static final TierStats NONE =
      new TierStats(Map.of(), Map.of(), 0, 0, StoreUsage.UNKNOWN, false, false);

  public TierStats {
    requests = Map.copyOf(requests);
    writes = Map.copyOf(writes);
  }

  /** Answers how many {@code get}s ended so. */
  public long requests(Outcome outcome) {
    return requests.getOrDefault(outcome, 0L);
  }

  /** Answers how many {@code put}s ended so. */
  public long writes(Outcome outcome) {
    return writes.getOrDefault(outcome, 0L);
  }
}
