package dev.wasmcache.benchmarks.fleet;

/**
 * What a process decides that competes with a fleet for a shared tier, in seconds and bytes: the
 * rules of {@code dev.wasmcache.internal.compile.Worth}, which is not public. A test compares the
 * two. Pure.
 */
final class FleetRules {

  /** The default of {@code SharedTier.Builder.timeout}: a read is judged at least as often. */
  static final double TIMEOUT = 2;

  /** A tier that has answered this recently works, even if it does not answer now. */
  static final double LATELY = 10;

  /** The longest time that a caller waits for tiers and other processes, besides one timeout. */
  static final double BOUND = 300;

  /** How often a read goes on whose connection broke. */
  static final int RESUMED = 3;

  private static final double PER_MEGABYTE = 6;
  private static final double AT_LEAST = 2;
  private static final double WINDOWS = 6;
  private static final double MEGABYTE = 1 << 20;
  private static final double FIRST_PAUSE = 0.05;
  private static final double LONGEST_PAUSE = 2;
  private static final double PART_THAT_COMPILES = 0.01;

  private FleetRules() {}

  /** Returns what a hit is worth: the seconds that a compile would take on a host that is busy. */
  static double worth(long wasmBytes) {
    return Math.max(AT_LEAST, PER_MEGABYTE * wasmBytes / MEGABYTE);
  }

  /** Returns how often a read is judged. */
  static double window(double worth) {
    return Math.min(TIMEOUT, worth / WINDOWS);
  }

  /** Returns how long a transfer will take from now on, if it goes on as in the last window. */
  static double left(double bytesLeft, double bytesCame, double window) {
    return bytesLeft / bytesCame * window;
  }

  /**
   * Whether to wait for the rest of a transfer: if that takes no longer than it is worth. Otherwise
   * as many processes go on as can be served in that time.
   *
   * @param random a random number from 0 to 1
   */
  static boolean goesOn(double left, double worth, double random) {
    return random * left < worth;
  }

  /** Returns the pause before a read that was refused is repeated. */
  static double pause(int attempts, double random) {
    return random * Math.min(LONGEST_PAUSE, FIRST_PAUSE * (1 << Math.min(attempts, 10)));
  }

  /** Returns the pause before the next poll, if the last ones were refused. */
  static double pauseWhenBusy(double pause, int refused) {
    return Math.min(Math.max(LONGEST_PAUSE, pause), pause * (1 << Math.min(refused, 10)));
  }

  /** Whether a process compiles that has waited in vain for another one. */
  static boolean goesFirst(double random) {
    return random < PART_THAT_COMPILES;
  }

  /** Returns how much longer a process waits that does not go first. */
  static double again(double worth, double random) {
    return worth * (0.75 + random / 2);
  }
}
