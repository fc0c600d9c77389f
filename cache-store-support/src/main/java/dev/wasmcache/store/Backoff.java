package dev.wasmcache.store;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How long a store that failed is left alone: longer each time, up to a limit, and never the same
 * for two processes. One that works again only for a moment does not start from the beginning.
 */
final class Backoff implements IntervalFunction {

  private static final double MULTIPLIER = 2;
  private static final double JITTER = 0.3;

  private final IntervalFunction intervals;
  private final InstantSource clock;
  private int step;
  private long calmAfterMillis;

  Backoff(Duration initial, Duration maximum, InstantSource clock) {
    this.intervals =
        IntervalFunction.ofExponentialRandomBackoff(initial, MULTIPLIER, JITTER, maximum);
    this.clock = clock;
  }

  /**
   * @param attempt 1 when it fails after it has worked; counted up while it does not
   * @return milliseconds
   */
  @Override
  public synchronized Long apply(Integer attempt) {
    long now = clock.millis();
    step = attempt == 1 && now >= calmAfterMillis ? 1 : Math.min(step + 1, 30);
    long interval = intervals.apply(step);
    // It must have worked for as long as it was left alone.
    calmAfterMillis = now + 2 * interval;
    return interval;
  }
}
