package dev.wasmcache.benchmarks.report;

import java.util.Locale;

/** Numbers as the tables show them. */
public final class Numbers {

  private Numbers() {}

  /** Shows three significant digits, and no more decimals than necessary. */
  public static String show(double number) {
    double size = Math.abs(number);
    int decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", number);
  }

  /** Shows the middle half: from the first quartile to the third. */
  public static String spread(Samples samples) {
    return show(samples.quantile(0.25)) + ".." + show(samples.quantile(0.75));
  }

  public static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }
}
