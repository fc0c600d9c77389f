package dev.wasmcache.disk;

import java.time.Duration;
import java.time.Instant;

/** Tells temporary files left by a killed process from those that are still being written. */
final class AbandonedFiles {

  // A write takes seconds: a file that is an hour old is not being written any more.
  private static final Duration LIFETIME = Duration.ofHours(1);

  private AbandonedFiles() {}

  static boolean contain(Instant modified, Instant now) {
    return !Dates.isAhead(modified, now) && Dates.age(modified, now).compareTo(LIFETIME) >= 0;
  }

  /**
   * Returns the date to set on a file that is dated in the future, whichever clock was wrong. If
   * the next collection, by any process, still finds this date, the file is abandoned. A file that
   * is being written gets a new date with its next write.
   */
  static Instant corrected(Instant now) {
    return now.minus(LIFETIME);
  }
}
