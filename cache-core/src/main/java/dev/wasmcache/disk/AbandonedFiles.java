package dev.wasmcache.disk;

import java.time.Duration;
import java.time.Instant;

/** Tells temporary files that a killed process has left from those that are being written. */
final class AbandonedFiles {

  // A write takes seconds; what is an hour old is not being written.
  private static final Duration LIFETIME = Duration.ofHours(1);

  private AbandonedFiles() {}

  static boolean contain(Instant modified, Instant now) {
    return !Dates.isAhead(modified, now) && Dates.age(modified, now).compareTo(LIFETIME) >= 0;
  }

  /**
   * Returns the date to give to a file that is dated ahead, by whichever clock was wrong: it is
   * abandoned if the next collection, of any process, finds it as it is. One that is being written
   * gets another date with the next write.
   */
  static Instant corrected(Instant now) {
    return now.minus(LIFETIME);
  }
}
