package dev.wasmcache.internal.compile;

import java.time.Duration;

/**
 * How long a process may hold the lease of a module, and how often waiting processes poll for the
 * result. Does no I/O.
 */
public final class LeaseTimes {

  private static final Duration AT_LEAST = Duration.ofSeconds(10);

  // Measured: compiling a megabyte takes two seconds on an idle core. Twice that, since a host that
  // starts is not idle.
  private static final Duration PER_MEGABYTE = Duration.ofSeconds(4);
  private static final long MEGABYTE = 1024 * 1024;

  private static final long FIRST_PAUSE = Duration.ofMillis(50).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();

  // A process that has waited for long waits at most an eighth longer than necessary, and a fleet
  // that waits for a compile of a minute asks a fifth as often.
  private static final int PART_OF_WAITED = 8;
  private static final long LONGEST_PAUSE_OF_ALL = Duration.ofSeconds(5).toNanos();

  private static final long LONGEST_PAUSE_IF_BUSY = Duration.ofSeconds(2).toNanos();

  // A poll is the cheapest request there is. Trying to acquire a lease may write: to S3 it is a GET
  // and, if the lease seems free, a PUT.
  private static final int LOOKS_PER_TRY = 4;

  private LeaseTimes() {}

  /**
   * Returns how long a lease for a module of this size lasts. A holder that died holds it no
   * longer.
   */
  public static Duration lease(long wasmBytes) {
    return AT_LEAST.plus(PER_MEGABYTE.multipliedBy(wasmBytes).dividedBy(MEGABYTE));
  }

  /**
   * Returns how long the other processes wait for the result: twice as long as a lease. If the
   * holder dies, one of them acquires the lease when it expires, and the rest wait for that one
   * instead of all compiling.
   */
  public static Duration patience(Duration lease, Duration maximumWait) {
    Duration two = lease.multipliedBy(2);
    return two.compareTo(maximumWait) < 0 ? two : maximumWait;
  }

  /**
   * Whether to try to acquire the lease before this poll: before the first, and then before every
   * fourth. The lease becomes free only if its holder fails or dies.
   *
   * @param looks the number of earlier polls
   */
  public static boolean triesLease(int looks) {
    return looks % LOOKS_PER_TRY == 0;
  }

  /**
   * Returns the pause before the next poll. It grows each time: up to a second, or up to an eighth
   * of the time waited so far if that is longer, but at most five seconds. It is randomized, so
   * that waiting processes do not all poll at once.
   *
   * @param looks the number of earlier polls
   * @param busy how many of the last polls found the tier busy: each doubles the pause, up to two
   *     seconds
   * @param waitedNanos how long this process has waited
   * @param random a random number from 0 to 1
   */
  public static long pauseNanos(int looks, int busy, long waitedNanos, double random) {
    long longest = Math.min(LONGEST_PAUSE_OF_ALL, waitedNanos / PART_OF_WAITED);
    long pause = Math.min(Math.max(LONGEST_PAUSE, longest), FIRST_PAUSE << Math.min(looks, 10));
    long spread = Math.min(Math.max(LONGEST_PAUSE_IF_BUSY, pause), pause << Math.min(busy, 10));
    return spread / 2 + (long) (random * spread);
  }
}
