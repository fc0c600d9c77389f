package dev.wasmcache.admin;

import dev.wasmcache.CompilationCacheBuilder;

/**
 * The limits within which an archive is read.
 *
 * @param maximumEntries the maximum number of entries
 * @param maximumBytes the maximum total size of the stored entries in bytes
 * @param maximumEntryBytes the maximum size of an artifact in bytes; the cache's own limit applies
 *     too
 */
public record ArchiveLimits(long maximumEntries, long maximumBytes, long maximumEntryBytes) {

  /** The maximum number of entries in {@link #DEFAULT}: 100,000. */
  public static final long DEFAULT_MAXIMUM_ENTRIES = 100_000;

  /**
   * 100,000 entries, 2 GB in total, and 512 MB per entry, which is the tiers' default limit too.
   */
  public static final ArchiveLimits DEFAULT =
      new ArchiveLimits(
          DEFAULT_MAXIMUM_ENTRIES,
          2L * 1024 * 1024 * 1024,
          CompilationCacheBuilder.DEFAULT_MAXIMUM_ENTRY_BYTES);

  /**
   * @throws IllegalArgumentException if a limit is negative, or {@code maximumEntryBytes} exceeds
   *     the length of the longest array
   */
  public ArchiveLimits {
    if (maximumEntries < 0
        || maximumBytes < 0
        || maximumEntryBytes < 0
        || maximumEntryBytes > CompilationCacheBuilder.LARGEST_ENTRY) {
      throw new IllegalArgumentException(
          "The limits of an archive must not be negative, and that of an entry must be at most "
              + CompilationCacheBuilder.LARGEST_ENTRY
              + ": "
              + maximumEntries
              + ", "
              + maximumBytes
              + ", "
              + maximumEntryBytes);
    }
  }
}
