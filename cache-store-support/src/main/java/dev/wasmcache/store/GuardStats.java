package dev.wasmcache.store;

import java.util.Optional;

/**
 * What a guard knows of its store.
 *
 * @param reads whether entries are looked up
 * @param writes whether entries are stored, deleted and leases taken
 * @param stateChanges how often one of both has changed
 * @param queuedUploads how many entries wait to be stored, or are being stored
 * @param queuedBytes their size in bytes
 * @param uploads how many entries were stored
 * @param failedUploads how many the store did not take
 * @param droppedUploads how many were not even tried: the queue was full, or the store down, or
 *     closed
 * @param lastFailure what the last failure was, without credentials; empty if there was none
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

  /** Whether a store is asked. */
  public enum State {
    /** It works. */
    UP,
    /** It did not work, and is being tried. */
    TRYING,
    /** It does not work and is left alone for now. */
    DOWN
  }

  /** Whether the store works in both directions. */
  public boolean up() {
    return reads == State.UP && writes == State.UP;
  }
}
