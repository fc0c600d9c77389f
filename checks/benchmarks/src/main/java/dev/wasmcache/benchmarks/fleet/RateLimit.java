package dev.wasmcache.benchmarks.fleet;

/** Allows a limited number of requests in each second of the clock. Not safe for concurrent use. */
final class RateLimit {

  private final double perSecond;
  private long second = -1;
  private long seen;
  private long peak;
  private long total;

  /**
   * @param perSecond the limit; infinite if there is none
   */
  RateLimit(double perSecond) {
    this.perSecond = perSecond;
  }

  /** Counts a request and returns whether it is within the limit. */
  boolean allows(double now) {
    long current = (long) now;
    if (current != second) {
      second = current;
      seen = 0;
    }
    seen++;
    total++;
    peak = Math.max(peak, seen);
    return seen <= perSecond;
  }

  /** Returns the most requests in one second, including those that were refused. */
  long peak() {
    return peak;
  }

  long total() {
    return total;
  }
}
