package dev.wasmcache.cli.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Compares this host's clock with the times that entries were stored at. Does no I/O. */
final class ClockCheck {

  // Clocks of hosts that share entries may differ by so much.
  private static final Duration SKEW = Duration.ofMinutes(5);

  // A host without a clock of its own starts in 1970.
  private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

  private static final String REMEDY =
      "Set the clock. Entries are used all the same: only the order of evictions and the times"
          + " that are shown depend on it.";

  private ClockCheck() {}

  static Check check(Instant now, Optional<Instant> newest) {
    if (now.isBefore(EARLIEST)) {
      return Check.problem("clock", "it is " + now + " here", REMEDY);
    }
    if (newest.isPresent() && newest.get().isAfter(now.plus(SKEW))) {
      return Check.note(
          "clock",
          "it is " + now + " here, and the newest entry was stored at " + newest.get(),
          "The clock of this host or of the one that stored it is wrong. " + REMEDY);
    }
    return Check.ok("clock", now.toString());
  }
}
