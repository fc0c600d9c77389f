package dev.wasmcache.disk;

import java.time.Duration;
import java.time.Instant;

/**
 * What the date of a file tells, given that a clock may have been wrong once: this host's, that of
 * another host of the volume, or that of its server. Does no I/O.
 */
final class Dates {

  /** Clocks of hosts that share a volume may differ by so much: such a date is taken as now. */
  static final Duration SKEW = Duration.ofMinutes(5);

  /** How exactly the use of an entry is known: its date is set at most so often. */
  static final Duration GRAIN = Duration.ofHours(1);

  private Dates() {}

  /** Whether a date is of a clock that was wrong. */
  static boolean isAhead(Instant date, Instant now) {
    return date.isAfter(now.plus(SKEW));
  }

  /**
   * Returns when a file was last used, as far as its date can be believed. One that is ahead stands
   * for now, as exactly as now is known otherwise: what was surely used since then comes after it.
   */
  static Instant believed(Instant date, Instant now) {
    if (isAhead(date, now)) {
      return now.minus(GRAIN);
    }
    return date.isAfter(now) ? now : date;
  }

  /** Returns how long ago that was: never negative. */
  static Duration age(Instant date, Instant now) {
    return Duration.between(believed(date, now), now);
  }
}
