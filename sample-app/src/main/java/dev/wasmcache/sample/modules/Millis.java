package dev.wasmcache.sample.modules;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Formats durations for people and JavaScript: milliseconds, to the microsecond. */
public final class Millis {

  private Millis() {}

  public static double of(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos()) / 1_000.0;
  }
}
