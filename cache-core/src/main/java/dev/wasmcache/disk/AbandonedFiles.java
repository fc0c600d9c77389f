package dev.wasmcache.disk;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Tells temporary files that a killed process has left from those that are being written. */
final class AbandonedFiles {

  // A write takes seconds; what is an hour old has nobody who writes it.
  private static final Duration LIFETIME = Duration.ofHours(1);

  private Map<Path, FileTime> aheadBefore = Map.of();
  private Map<Path, FileTime> ahead = new HashMap<>();

  /** A collection begins. */
  void begin() {
    aheadBefore = ahead;
    ahead = new HashMap<>();
  }

  /**
   * A date ahead is the wrong clock of somebody, maybe of this process: such a file is abandoned if
   * the collection before has seen it as it is.
   */
  boolean contain(Path file, FileTime modified, Instant now) {
    Duration age = Duration.between(modified.toInstant(), now);
    if (age.isNegative()) {
      ahead.put(file, modified);
      return modified.equals(aheadBefore.get(file));
    }
    return age.compareTo(LIFETIME) > 0;
  }
}
