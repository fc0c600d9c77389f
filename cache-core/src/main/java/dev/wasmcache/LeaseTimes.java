package dev.wasmcache;

import java.time.Duration;

/**
 * How long a module may be somebody's to compile, and how often the others look whether it is
 * there. Does no I/O.
 */
final class LeaseTimes {

  private static final Duration AT_LEAST = Duration.ofSeconds(10);

  // Measured: two seconds of compiling a megabyte on an idle core. Twice that, since a host that
  // starts is not idle.
  private static final Duration PER_MEGABYTE = Duration.ofSeconds(4);
  private static final long MEGABYTE = 1024 * 1024;

  private static final long FIRST_PAUSE = Duration.ofMillis(50).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();

  // Who has waited for long is kept no longer by an eighth than it had to be, and a fleet that
  // waits for a minute's compile asks a fifth as often.
  private static final int PART_OF_WAITED = 8;
  private static final long LONGEST_PAUSE_OF_ALL = Duration.ofSeconds(5).toNanos();

  // A look is the cheapest request there is, a try writes: to S3 it is a PUT and a GET.
  private static final int LOOKS_PER_TRY = 4;

  private LeaseTimes() {}

  /** Answers how long who compiles a module of this size has it: whoever died does not count. */
  static Duration lease(long wasmBytes) {
    return AT_LEAST.plus(PER_MEGABYTE.multipliedBy(wasmBytes).dividedBy(MEGABYTE));
  }

  /**
   * Answers how long the others wait for the result: twice as long as a lease. If who has it dies,
   * one of them takes it when it runs out, and the rest wait for that one instead of all compiling.
   */
  static Duration patience(Duration lease, Duration maximumWait) {
    Duration two = lease.multipliedBy(2);
    return two.compareTo(maximumWait) < 0 ? two : maximumWait;
  }

  /**
   * Whether this look is one before which the lease is tried: the first, and every fourth. Only
   * after a leader that failed or died is there one to be had.
   *
   * @param looks how many there were
   */
  static boolean triesLease(int looks) {
    return looks % LOOKS_PER_TRY == 0;
  }

  /**
   * Answers the pause before the next look: longer each time, up to a second, or an eighth of what
   * has been waited and up to five seconds; and never the same for all that wait.
   *
   * @param looks how many there were
   * @param waitedNanos for how long this one has waited
   * @param random from 0 to 1
   */
  static long pauseNanos(int looks, long waitedNanos, double random) {
    long longest = Math.min(LONGEST_PAUSE_OF_ALL, waitedNanos / PART_OF_WAITED);
    long pause = Math.min(Math.max(LONGEST_PAUSE, longest), FIRST_PAUSE << Math.min(looks, 10));
    return pause / 2 + (long) (random * pause);
  }
}
