package dev.wasmcache.spring.reload;

import java.time.Instant;

/**
 * Decides when a changed file is complete: when two looks in a row see the same. Does no I/O. Not
 * safe for concurrent use.
 */
final class FileWatch {

  private FileStamp handled;
  private FileStamp last;

  /**
   * @param used the file that is in use
   */
  FileWatch(FileStamp used) {
    this.handled = used;
    this.last = used;
  }

  /** Whether the file has changed since it was last handled, and is complete. */
  boolean isChanged(FileStamp seen, Instant now) {
    boolean same = seen.equals(last);
    last = seen;
    return same && !seen.equals(handled) && seen.isSettled(now);
  }

  /** The file was used or refused: it is not looked at again before it changes. */
  void handled(FileStamp seen) {
    handled = seen;
  }
}
