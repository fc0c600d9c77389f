package dev.wasmcache;

/**
 * How much an archive may hold to be read.
 *
 * @param maximumEntries the most entries
 * @param maximumBytes the most bytes that the entries may have together, as they are stored
 * @param maximumEntryBytes the largest artifact in bytes; what the cache itself takes limits it too
 */
public record ArchiveLimits(long maximumEntries, long maximumBytes, long maximumEntryBytes) {

  /** The entries of {@link #DEFAULT}: 100,000. */
  public static final long DEFAULT_MAXIMUM_ENTRIES = 100_000;

  /** 100,000 entries, 2 GB together, 512 MB each: what the tiers take by default. */
  public static final ArchiveLimits DEFAULT =
      new ArchiveLimits(
          DEFAULT_MAXIMUM_ENTRIES,
          2L * 1024 * 1024 * 1024,
          CompilationCacheBuilder.DEFAULT_MAXIMUM_ENTRY_BYTES);

  /**
   * @throws IllegalArgumentException if one is negative, or an entry longer than the longest array
   */
  public ArchiveLimits {
    if (maximumEntries < 0
        || maximumBytes < 0
        || maximumEntryBytes < 0
        || maximumEntryBytes > CompilationCacheBuilder.LARGEST_ENTRY) {
      throw new IllegalArgumentException(
          "The limits of an archive are not negative, and that of an entry is at most "
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
