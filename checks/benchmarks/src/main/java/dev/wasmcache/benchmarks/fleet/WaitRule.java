package dev.wasmcache.benchmarks.fleet;

/**
 * How a pod waits for another pod that compiles: the rules of {@code
 * dev.wasmcache.internal.compile.LeaseTimes}, which is not public, in seconds. A test compares the
 * two.
 */
enum WaitRule {
  /** The rule of the cache. */
  PRESENT {
    @Override
    boolean triesLease(int looks) {
      return looks % 4 == 0;
    }

    @Override
    double longestPause(double waited) {
      return Math.max(1, Math.min(5, waited / 8));
    }
  },

  /**
   * The former rule, to show the difference: a try before each poll, and pauses of up to a second.
   */
  EACH_LOOK {
    @Override
    boolean triesLease(int looks) {
      return true;
    }

    @Override
    double longestPause(double waited) {
      return 1;
    }
  };

  private static final double FIRST_PAUSE = 0.05;

  /** Whether the lease is tried before a poll. */
  abstract boolean triesLease(int looks);

  abstract double longestPause(double waited);

  /**
   * Returns the pause before the next poll, in seconds.
   *
   * @param refused how many of the last polls the tier refused
   */
  double pause(int looks, int refused, double waited, double random) {
    double pause = Math.min(longestPause(waited), FIRST_PAUSE * (1 << Math.min(looks, 10)));
    double spread = FleetRules.pauseWhenBusy(pause, refused);
    return spread / 2 + random * spread;
  }

  /** Returns how long a lease lasts, in seconds. */
  static double lease(long wasmBytes) {
    return 10 + 4.0 * wasmBytes / (1 << 20);
  }

  /** Returns how long the other pods wait, in seconds, before they decide anew. */
  static double patience(long wasmBytes, double maximumWait) {
    return Math.min(2 * lease(wasmBytes), maximumWait);
  }
}
