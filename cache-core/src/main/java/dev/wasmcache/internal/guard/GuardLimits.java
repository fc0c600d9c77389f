package dev.wasmcache.internal.guard;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The limits of a {@link Guard}, in two presets: {@link #ofFiles} and {@link #ofNetwork}.
 *
 * @param timeout how long a call may take by itself, in nanoseconds; 0 for as long as it takes, on
 *     the caller's thread
 * @param coldStart how much longer the first call may take, in which the JVM loads the classes of a
 *     client
 * @param bytesPerSecond a call may also take the time to move its bytes at this speed
 * @param calls how many reads, and how many writes, may run at once; those that hang count
 * @param breaker when a tier is paused
 * @param network whether the store is on a network, and not in files. Then a call that is given up
 *     is interrupted: in files, an interrupt would lose what is written. While the tier is paused,
 *     an operator's requests are skipped too. A lease that fails counts as a failed write.
 */
public record GuardLimits(
    long timeout,
    Duration coldStart,
    long bytesPerSecond,
    int calls,
    Breaker.Rules breaker,
    boolean network) {

  private static final int CALLS_OF_FILES = 64;
  private static final long BYTES_PER_SECOND_OF_FILES = 16L * 1024 * 1024;
  private static final Breaker.Rules FIVE_IN_A_ROW =
      new Breaker.Rules(5, 5, true, TimeUnit.SECONDS.toNanos(1), TimeUnit.MINUTES.toNanos(1));

  /** Returns the time that a byte may take, in nanoseconds. */
  double nanosPerByte() {
    return (double) TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
  }

  /** Returns the limits of a tier in files. */
  public static GuardLimits ofFiles(Duration timeout) {
    return new GuardLimits(
        timeout.toNanos(),
        Duration.ZERO,
        BYTES_PER_SECOND_OF_FILES,
        CALLS_OF_FILES,
        FIVE_IN_A_ROW,
        false);
  }

  /** Returns the limits of a tier on a network. */
  public static GuardLimits ofNetwork(
      Duration timeout, Duration coldStart, long bytesPerSecond, int calls, Breaker.Rules breaker) {
    return new GuardLimits(timeout.toNanos(), coldStart, bytesPerSecond, calls, breaker, true);
  }
}
