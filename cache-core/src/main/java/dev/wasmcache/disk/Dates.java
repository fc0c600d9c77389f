package dev.wasmcache.disk;

import java.time.Duration;
import java.time.Instant;

/**
 * Interprets the date of a file, although a clock may have been wrong: that of this host, of
 * another host that shares the volume, or of its server. Does no I/O.
 */
final class Dates {

  /** The tolerated clock skew between hosts that share a volume. A date within it counts as now. */
  static final Duration SKEW = Duration.ofMinutes(5);

  /** The precision of an entry's last use: its date is set at most once in this time. */
  static final Duration GRAIN = Duration.ofHours(1);

  private Dates() {}

  /** Whether a date comes from a clock that was wrong. */
  static boolean isAhead(Instant date, Instant now) {
    return date.isAfter(now.plusSeconds(SKEW.toSeconds()));
  }

  /**
   * Returns when a file was last used, as far as its date can be believed. A date in the future
   * counts as now minus the precision of such dates, so that files that were certainly used since
   * then rank as newer.
   */
  static Instant believed(Instant date, Instant now) {
    if (isAhead(date, now)) {
      return now.minus(GRAIN);
    }
    return date.isAfter(now) ? now : date;
  }

  /** Whether a date is as recent as dates can tell, and not ahead. */
  static boolean isRecent(Instant date, Instant now) {
    return !isAhead(date, now) && date.isAfter(now.minusSeconds(GRAIN.toSeconds()));
  }

  /** Returns how long ago that was; never negative. */
  static Duration age(Instant date, Instant now) {
    return Duration.between(believed(date, now), now);
  }
}
