package dev.wasmcache.disk;

import dev.wasmcache.internal.EnumCounters;
import dev.wasmcache.stats.EvictionCause;
import dev.wasmcache.stats.StoreUsage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The number of entries in the directory and the space that it takes on its volume: what the last
 * scan saw, plus what this process has written and deleted since. Changes by other processes show
 * after the next scan.
 */
final class DiskUsage {

  private final AtomicLong entries = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final EnumCounters<EvictionCause> evictions = new EnumCounters<>(EvictionCause.class);
  private volatile Blocks blocks = Blocks.USUAL;
  private volatile boolean scanned;
  private volatile boolean written;

  Blocks blocks() {
    return blocks;
  }

  /**
   * An entry was written.
   *
   * @param before the length of the entry that it replaced; negative if there was none
   */
  void added(long size, long before) {
    if (before < 0) {
      entries.incrementAndGet();
    }
    addedFile(size, before);
  }

  /** Like {@link #added}, for a file that is not an entry. */
  void addedFile(long size, long before) {
    written = true;
    bytes.addAndGet(blocks.taken(size) - (before < 0 ? 0 : blocks.taken(before)));
  }

  /** An entry was deleted. */
  void removed(long size) {
    entries.decrementAndGet();
    removedFile(size);
  }

  /** Like {@link #removed}, for a folder or a file that is not an entry. */
  void removedFile(long size) {
    bytes.addAndGet(-blocks.taken(size));
  }

  void evicted(EvictionCause cause) {
    evictions.add(cause);
  }

  /**
   * @param seenBytes what all files and folders take on the volume
   */
  void scanned(long seenEntries, long seenBytes, Blocks seenBlocks) {
    blocks = seenBlocks;
    entries.set(seenEntries);
    bytes.set(seenBytes);
    scanned = true;
  }

  /** Whether the directory has been scanned, so that other processes' files count too. */
  boolean isKnown() {
    return scanned;
  }

  /** Whether this process has written anything. */
  boolean hasWritten() {
    return written;
  }

  /** Returns the known bytes: before the first scan, those that this process has written. */
  long bytes() {
    return Math.max(0, bytes.get());
  }

  StoreUsage snapshot(long maximumBytes) {
    return new StoreUsage(
        scanned ? Math.max(0, entries.get()) : -1,
        scanned ? bytes() : -1,
        maximumBytes,
        evictions.snapshot());
  }
}
