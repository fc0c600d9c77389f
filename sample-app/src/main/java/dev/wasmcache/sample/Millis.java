package dev.wasmcache.sample;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Formats durations for people and JavaScript: milliseconds, to the microsecond. */
final class Millis {

  private Millis() {}

  static double of(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos()) / 1_000.0;
  }
}
