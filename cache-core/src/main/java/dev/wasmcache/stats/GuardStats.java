package dev.wasmcache.stats;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether a tier works, and what has become of the entries that are stored there in the background.
 *
 * @param reads whether entries are looked up
 * @param writes whether entries are stored and deleted, and leases acquired
 * @param stateChanges how often one of both has changed
 * @param queuedUploads how many entries wait to be stored, or are being stored
 * @param queuedBytes their size in bytes
 * @param uploads how many entries were stored in the background, or were there by then
 * @param failedUploads how many the store did not take
 * @param droppedUploads how many were not even tried: the queue was full, or the tier paused or
 *     closed
 * @param lastFailure the last failure of the store, without credentials; empty if there was none
 */
public record GuardStats(
    State reads,
    State writes,
    long stateChanges,
    long queuedUploads,
    long queuedBytes,
    long uploads,
    long failedUploads,
    long droppedUploads,
    Optional<String> lastFailure) {

  /** The tier works, and stores nothing in the background. */
  public static final GuardStats UP = of(State.UP, State.UP, 0, Optional.empty());

  /** Returns the statistics of a tier that stores nothing in the background. */
  public static GuardStats of(
      State reads, State writes, long stateChanges, Optional<String> lastFailure) {
    return new GuardStats(reads, writes, stateChanges, 0, 0, 0, 0, 0, lastFailure);
  }

  /** Whether a tier is asked. */
  public enum State {
    /** It works. */
    UP,
    /** It failed, and is being tried in the background. */
    TRYING,
    /** It failed, and is paused. */
    DOWN;

    /** Returns the name in endpoints: the lower-case name of the constant. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    private State or(State other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /** Whether the tier works in both directions. */
  public boolean up() {
    return reads == State.UP && writes == State.UP;
  }

  GuardStats plus(GuardStats other) {
    return new GuardStats(
        reads.or(other.reads),
        writes.or(other.writes),
        stateChanges + other.stateChanges,
        queuedUploads + other.queuedUploads,
        queuedBytes + other.queuedBytes,
        uploads + other.uploads,
        failedUploads + other.failedUploads,
        droppedUploads + other.droppedUploads,
        lastFailure.or(other::lastFailure));
  }
}
