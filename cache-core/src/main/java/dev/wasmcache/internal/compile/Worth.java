package dev.wasmcache.internal.compile;

import java.time.Duration;

/**
 * What a hit of a shared tier is worth, and how a process behaves that competes with a fleet for
 * it. Does no I/O.
 */
public final class Worth {

  private static final long AT_LEAST = Duration.ofSeconds(2).toNanos();

  // More than a lease allows for: a process that waits a little too long for a transfer loses less
  // than one that gives it up when most of it has come.
  private static final double NANOS_PER_MEGABYTE = 6e9;
  private static final long MEGABYTE = 1024 * 1024;

  // Finding out that a transfer is too slow then costs little beside the compile that follows.
  private static final int WINDOWS = 6;

  private static final long FIRST_PAUSE = Duration.ofMillis(50).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofSeconds(2).toNanos();
  private static final int MOST_DOUBLINGS = 10;

  // A leader that is lost costs a fleet of ten thousand a hundred compiles, and not ten thousand.
  private static final double PART_THAT_COMPILES = 0.01;

  private Worth() {}

  /**
   * Returns what compiling a module of this size would cost instead, in nanoseconds, on a host that
   * is busy.
   */
  public static long nanos(long wasmBytes) {
    return Math.max(AT_LEAST, (long) (NANOS_PER_MEGABYTE * wasmBytes / MEGABYTE));
  }

  /**
   * Returns how often to decide about a transfer, in nanoseconds.
   *
   * @param worth nanoseconds
   * @param timeout after which a call without any bytes hangs, in nanoseconds
   */
  public static long window(long worth, long timeout) {
    return Math.min(timeout, worth / WINDOWS);
  }

  /**
   * Returns how long a transfer will take from now on, in nanoseconds, if it goes on as in the last
   * window. What it took so far does not matter: compiling instead would not bring it back.
   *
   * @param left the bytes that have not come
   * @param came the bytes that came in the window
   * @param window nanoseconds
   */
  public static long leftNanos(long left, long came, long window) {
    return came <= 0 ? Long.MAX_VALUE : (long) ((double) window / came * Math.max(0, left));
  }

  /**
   * Whether to wait for the rest of a transfer: if it takes no longer than compiling, and else as
   * often as the link of a fleet could serve.
   *
   * @param worth nanoseconds
   * @param left nanoseconds
   * @param random a random number from 0 to 1
   */
  public static boolean goesOn(long worth, long left, double random) {
    return random * left < worth;
  }

  /**
   * Returns the pause before a tier that was busy is asked again, in nanoseconds: anything up to a
   * limit that doubles each time, so that a fleet spreads out.
   *
   * @param attempts how often it has been busy before
   * @param random a random number from 0 to 1
   */
  public static long pauseNanos(int attempts, double random) {
    long longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(attempts, MOST_DOUBLINGS));
    return (long) (random * longest);
  }

  /**
   * Whether a process that has waited in vain for another one compiles now. The others wait for it.
   *
   * @param random a random number from 0 to 1
   */
  public static boolean goesFirst(double random) {
    return random < PART_THAT_COMPILES;
  }

  /**
   * Returns for how long a process that does not go first waits again, in nanoseconds: about as
   * long as a compile.
   *
   * @param random a random number from 0 to 1
   */
  public static long againNanos(long worth, double random) {
    return (long) (worth * (0.75 + random / 2));
  }
}
