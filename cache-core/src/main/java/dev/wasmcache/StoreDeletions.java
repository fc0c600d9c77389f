package dev.wasmcache;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/** Deletes entries of a tier, if the tier may be changed, and counts the deletions. */
final class StoreDeletions {

  private final TierStore store;
  private final TierAccess access;
  private final CacheMode mode;
  private final LongAdder deletions = new LongAdder();
  private final LongAdder failures = new LongAdder();

  StoreDeletions(TierStore store, TierAccess access, CacheMode mode) {
    this.store = store;
    this.access = access;
    this.mode = mode;
  }

  /** Whether entries are stored and deleted here. */
  boolean areAllowed() {
    return access == TierAccess.READ_WRITE && mode != CacheMode.READ_ONLY;
  }

  /**
   * Deletes an entry; does nothing in a tier that is itself read-only.
   *
   * @throws IOException if the store failed, whatever it threw, or the mode forbids it
   */
  void delete(CacheKey key) throws IOException {
    delete(key, WaitBudget.unlimited());
  }

  private void delete(CacheKey key, WaitBudget waits) throws IOException {
    if (!areAllowed()) {
      if (access == TierAccess.READ_WRITE) {
        throw new IOException(
            "The "
                + store.tier().id()
                + " tier is not changed in mode '"
                + mode.id()
                + "' (see wasm.cache.mode)");
      }
      return;
    }
    try {
      if (store.guard().delete(waits, () -> store.unguarded().delete(key))) {
        deletions.increment();
      }
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      failures.increment();
      throw new IOException("The " + store.tier().id() + " tier could not delete " + key, e);
    }
  }

  /** Deletes an entry that is of no use, if that can be done. */
  void reject(CacheKey key, WaitBudget waits) {
    if (!areAllowed()) {
      return;
    }
    try {
      delete(key, waits);
    } catch (IOException e) {
      Outcome unused = store.failed("delete", key, e);
    }
  }

  /**
   * Deletes a bad entry unless it is to be kept. The entry is already closed: some systems cannot
   * delete an open file.
   */
  void discard(StoredEntry entry, BadEntryException reason) {
    if (!reason.leftAlone()) {
      discardUnread(entry, reason);
    }
  }

  /** Deletes an entry that its store does not let be read. */
  void discardUnread(StoredEntry entry, IOException reason) {
    if (!areAllowed()) {
      return;
    }
    try {
      if (entry.discard()) {
        deletions.increment();
      }
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      failures.increment();
      reason.addSuppressed(e);
    }
  }

  long count() {
    return deletions.sum();
  }

  long failures() {
    return failures.sum();
  }
}
