package dev.wasmcache.benchmarks.fleet;

/**
 * What goes wrong while a fleet starts.
 *
 * @param kind what happens
 * @param at when, in seconds since the first start
 * @param slowBytesPerSecond the speed of a slow link
 */
record Disturbance(Kind kind, double at, double slowBytesPerSecond) {

  static final Disturbance NONE = new Disturbance(Kind.NOTHING, 0, 0);

  /** How long the server is away when it restarts. */
  static final double RESTART_SECONDS = 2;

  /** How many pods have a slow link. */
  static final int SLOW_PODS = 3;

  enum Kind {
    NOTHING,
    /** The server's link loses half of its speed. */
    LINK_HALVES,
    /** The first process with a lease dies halfway through its compile. */
    LEADER_DIES,
    /** The server restarts, with nothing in it. */
    RESTART,
    /** All connections break. */
    BREAK,
    /** A few pods are behind slow links of their own. */
    SLOW_PODS
  }

  static Disturbance at(double seconds, Kind kind) {
    return new Disturbance(kind, seconds, 0);
  }

  static Disturbance leaderDies() {
    return new Disturbance(Kind.LEADER_DIES, 0, 0);
  }

  static Disturbance slowPods(double bytesPerSecond) {
    return new Disturbance(Kind.SLOW_PODS, 0, bytesPerSecond);
  }
}
