package dev.wasmcache.internal.guard;

import java.time.Duration;

/**
 * Grants the first call more time than those that follow: meanwhile the JVM loads the classes of a
 * client, which on a busy machine takes seconds, and a fleet that starts is busy. Safe for
 * concurrent use.
 */
public final class ColdStart {

  /** What is granted by default: 4 seconds. */
  public static final Duration DEFAULT_ALLOWANCE = Duration.ofSeconds(4);

  private final Duration allowance;
  private volatile boolean over;

  /**
   * @throws IllegalArgumentException if the allowance is negative
   */
  public ColdStart(Duration allowance) {
    if (allowance.isNegative()) {
      throw new IllegalArgumentException(
          "The additional time of the first call must not be negative: " + allowance);
    }
    this.allowance = allowance;
  }

  /** Returns a limit as it is now. */
  public Duration extend(Duration limit) {
    return over ? limit : limit.plus(allowance);
  }

  /** Returns a limit in nanoseconds as it is now. */
  long extend(long nanos) {
    return over ? nanos : nanos + allowance.toNanos();
  }

  /** Says that a call has ended, well or not. */
  public void end() {
    over = true;
  }
}
