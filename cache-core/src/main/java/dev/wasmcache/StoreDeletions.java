package dev.wasmcache;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/** Deletes entries of a tier, if it is one that is changed, and counts them. */
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
   * Deletes an entry; does nothing in a tier that is read-only by itself.
   *
   * @throws IOException if the store failed, whatever it threw, or the mode does not let it
   */
  void delete(CacheKey key) throws IOException {
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
      if (store.guard().other(() -> store.unguarded().delete(key))) {
        deletions.increment();
      }
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      failures.increment();
      throw new IOException("The " + store.tier().id() + " tier could not delete " + key, e);
    }
  }

  /** Deletes an entry that is of no use, if that can be done. */
  void reject(CacheKey key) {
    if (!areAllowed()) {
      return;
    }
    try {
      delete(key);
    } catch (IOException e) {
      Outcome unused = store.failed("delete", key, e);
    }
  }

  /**
   * Deletes a bad entry if it is not to be left alone. It is closed by now: an open file cannot be
   * deleted everywhere.
   */
  void discard(StoredEntry entry, BadEntryException reason) {
    if (!areAllowed() || reason.leftAlone()) {
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
