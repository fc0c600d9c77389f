package dev.wasmcache.spring.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a file looks like from outside. A file with another stamp has other bytes; the reverse holds
 * once it is {@link #isSettled}.
 *
 * @param size in bytes; -1 if there is no file
 * @param modified when it was last written
 * @param identity another one if another file has taken its place; null if the file system has none
 */
public record FileStamp(long size, FileTime modified, @Nullable Object identity) {

  /** There is no file, or no access to it. */
  static final FileStamp ABSENT = new FileStamp(-1, FileTime.fromMillis(0), null);

  // Longer than the clock of any file system takes from one tick to the next, FAT's 2 s excepted.
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Looks at a file; follows links. */
  public static FileStamp of(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    } catch (IOException | SecurityException e) {
      return ABSENT;
    }
  }

  /**
   * Whether a later change would show in the stamp: not if the file was written in the current tick
   * of its clock. A time in the future says nothing.
   */
  boolean isSettled(Instant now) {
    Instant written = modified.toInstant();
    return written.isAfter(now) || !written.plus(TICK).isAfter(now);
  }
}
