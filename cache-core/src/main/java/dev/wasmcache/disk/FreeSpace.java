package dev.wasmcache.disk;

import java.io.File;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How much of the volume is left, beside what is to be left free. */
final class FreeSpace {

  private final @Nullable File directory;
  private final long minimum;
  private final AtomicLong wanted = new AtomicLong();

  FreeSpace(Path directory, long minimum) {
    // A file system of another provider has no File, and then no limit.
    this.directory = isDefault(directory) ? directory.toFile() : null;
    this.minimum = minimum;
  }

  private static boolean isDefault(Path path) {
    return path.getFileSystem() == FileSystems.getDefault();
  }

  /**
   * Answers the bytes that this process can still write; the largest number if that is not known.
   */
  long usable() {
    if (directory == null) {
      return Long.MAX_VALUE;
    }
    long usable = directory.getUsableSpace();
    // No space is also what is said of a directory that somebody has deleted.
    return usable == 0 && !directory.exists() ? Long.MAX_VALUE : usable;
  }

  /** Notes that so many bytes could not be written, for whoever makes space next. */
  void wanted(long bytes) {
    wanted.accumulateAndGet(bytes, Math::max);
  }

  /** Answers by how many bytes less is free than is to be, what was wanted included. */
  long missing() {
    return Math.max(0, minimum + wanted.getAndSet(0) - usable());
  }

  /** Whether so many bytes can be written without going below the minimum. */
  boolean has(long bytes) {
    return usable() - bytes >= minimum;
  }
}
