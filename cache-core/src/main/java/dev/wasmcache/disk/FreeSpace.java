package dev.wasmcache.disk;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Tracks the free space on the volume against the minimum to leave free. */
final class FreeSpace {

  private final FileCalls files;
  private final Path directory;
  private final long minimum;
  private final AtomicLong wanted = new AtomicLong();

  FreeSpace(FileCalls files, Path directory, long minimum) {
    this.files = files;
    this.directory = directory;
    this.minimum = minimum;
  }

  /** Returns the directory whose volume is measured. */
  Path directory() {
    return directory;
  }

  /** Returns how many bytes this process can still write; the largest number if unknown. */
  long usable() {
    return files.usableSpace(directory).orElse(Long.MAX_VALUE);
  }

  /** Records that so many bytes could not be written, for the next collection. */
  void wanted(long bytes) {
    wanted.accumulateAndGet(bytes, Math::max);
  }

  /**
   * Returns how many bytes must be freed to reach the minimum, including the bytes that could not
   * be written.
   *
   * @param entries how many bytes of entries could be freed
   */
  long missing(long entries) {
    return missing(minimum, wanted.getAndSet(0), usable(), entries);
  }

  /**
   * Ignores a write that would not fit even if every entry were evicted: evicting would be in vain.
   */
  static long missing(long minimum, long wanted, long usable, long entries) {
    long missing = minimum - usable;
    // Neither difference overflows: none of the four is negative.
    return Math.max(0, missing <= entries - wanted ? missing + wanted : missing);
  }

  /**
   * Whether so many bytes can be written without going below the minimum, if all entries are
   * evicted.
   */
  boolean couldHave(long bytes, long entries) {
    return minimum - usable() <= entries - bytes;
  }

  /** Whether so many bytes can be written without going below the minimum. */
  boolean has(long bytes) {
    return usable() - bytes >= minimum;
  }
}
