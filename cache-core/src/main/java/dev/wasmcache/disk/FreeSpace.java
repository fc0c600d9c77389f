package dev.wasmcache.disk;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** How much of the volume is left, beside what is to be left free. */
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

  /** Answers the directory whose volume it is. */
  Path directory() {
    return directory;
  }

  /**
   * Answers the bytes that this process can still write; the largest number if that is not known.
   */
  long usable() {
    return files.usableSpace(directory).orElse(Long.MAX_VALUE);
  }

  /** Notes that so many bytes could not be written, for whoever makes space next. */
  void wanted(long bytes) {
    wanted.accumulateAndGet(bytes, Math::max);
  }

  /**
   * Answers by how many bytes less is free than is to be, what was wanted included.
   *
   * @param entries what could be freed, in bytes
   */
  long missing(long entries) {
    return missing(minimum, wanted.getAndSet(0), usable(), entries);
  }

  /** What would not fit if every entry were gone is not made space for: they would go in vain. */
  static long missing(long minimum, long wanted, long usable, long entries) {
    long missing = minimum - usable;
    // Neither difference overflows: none of the four is negative.
    return Math.max(0, missing <= entries - wanted ? missing + wanted : missing);
  }

  /** Whether so many bytes can be written without going below the minimum, once all entries go. */
  boolean couldHave(long bytes, long entries) {
    return minimum - usable() <= entries - bytes;
  }

  /** Whether so many bytes can be written without going below the minimum. */
  boolean has(long bytes) {
    return usable() - bytes >= minimum;
  }
}
