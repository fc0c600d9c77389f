package dev.wasmcache.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes sizes and times for people. Without format strings, which a fresh JVM is slow to load. */
public final class Units {

  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};
  private static final int KILO = 1024;
  private static final int MOST_SECONDS = 120;

  private Units() {}

  /** Returns a size as {@code 12.3 MB}. */
  public static String bytes(long bytes) {
    if (bytes < KILO) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = 0;
    while (value >= KILO && unit < UNITS.length - 1) {
      value /= KILO;
      unit++;
    }
    return (value < 100 ? tenths(value) : String.valueOf(Math.round(value))) + " " + UNITS[unit];
  }

  /** Returns a time as {@code 5.4 s} or {@code 34 min}. */
  public static String time(Duration time) {
    double seconds = time.toMillis() / 1000.0;
    return seconds < MOST_SECONDS ? tenths(seconds) + " s" : Math.round(seconds / 60) + " min";
  }

  /** Returns an instant to the second, in UTC. */
  public static String instant(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Returns a number and a noun, in the plural if it is not one. */
  public static String count(long number, String noun) {
    String plural = noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    return number + " " + (number == 1 ? noun : plural);
  }

  private static String tenths(double value) {
    long tenths = Math.round(value * 10);
    return tenths / 10 + "." + tenths % 10;
  }
}
