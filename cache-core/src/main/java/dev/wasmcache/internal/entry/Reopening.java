package dev.wasmcache.internal.entry;

import dev.wasmcache.StoredEntry;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.util.Optional;

/** Decides whether a bad entry is opened again before it is called bad. */
public final class Reopening {

  private static final int MAXIMUM_ATTEMPTS = 3;

  private Reopening() {}

  /**
   * Opens an entry again that verification has refused, unless nothing can come of it.
   *
   * @param attempt counted from 1
   * @return the entry to verify next; the same one if the first answer stands, empty if there is no
   *     entry
   * @throws IOException if the store failed, so that it is not known what is stored
   */
  public static Optional<StoredEntry> after(
      BadEntryException reason, StoredEntry entry, int attempt) throws IOException {
    // A limit is this JVM's: the same entry is over it however it comes.
    return attempt < MAXIMUM_ATTEMPTS && reason.outcome() != Outcome.TOO_LARGE
        ? entry.reopen()
        : Optional.of(entry);
  }

  /** Whether what was opened again is what was refused. */
  @SuppressWarnings("ReferenceEquality") // Whether it is the very same is the answer.
  public static boolean stands(StoredEntry entry, Optional<StoredEntry> again) {
    return again.isPresent() && again.get() == entry;
  }
}
