package dev.wasmcache.store;

import java.time.Duration;

/**
 * How long a call may take: a fixed time, and more once it is known how many bytes there are. Set
 * by one thread, read by others.
 */
final class Budget {

  private final long start = System.nanoTime();
  private final long fixedNanos;
  private final long bytesPerSecond;
  private volatile long nanos;

  /**
   * @param time what is there before any byte has come
   * @param bytesPerSecond the slowest that is waited for
   */
  Budget(Duration time, long bytesPerSecond) {
    this.fixedNanos = time.toNanos();
    this.nanos = fixedNanos;
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Grants the time that so many bytes may take, besides the fixed one. */
  void expect(long bytes) {
    nanos = fixedNanos + (long) (bytes * 1e9 / bytesPerSecond);
  }

  /** Returns what is left, in nanoseconds; not positive if it is used up. */
  long left() {
    return start + nanos - System.nanoTime();
  }

  @Override
  public String toString() {
    return Duration.ofNanos(nanos).toMillis() + " ms";
  }
}
