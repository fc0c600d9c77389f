package dev.wasmcache.spring.setting;

import java.util.Locale;

/** Sizes for people to read. */
public final class Bytes {

  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};

  private Bytes() {}

  /** Returns a size in the largest unit in which it is at least 1: "340 MB", "1.5 GB". */
  public static String format(long bytes) {
    double value = bytes;
    int unit = 0;
    while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    String number = String.format(Locale.ROOT, value >= 10 ? "%.0f" : "%.1f", value);
    return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number)
        + " "
        + UNITS[unit];
  }
}
