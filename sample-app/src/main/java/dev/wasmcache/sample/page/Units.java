package dev.wasmcache.sample.page;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Formats quantities for people: three significant digits, and a unit. */
final class Units {

  private static final String[] BYTES = {"KB", "MB", "GB", "TB"};

  private Units() {}

  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes / 1024.0;
    int unit = 0;
    while (size >= 1000 && unit < BYTES.length - 1) {
      size /= 1024;
      unit++;
    }
    return threeDigits(size) + " " + BYTES[unit];
  }

  static String millis(double millis) {
    if (millis < 1) {
      return Math.round(millis * 1000) + " µs";
    }
    return millis < 1000 ? threeDigits(millis) + " ms" : threeDigits(millis / 1000) + " s";
  }

  static String count(long count, String one) {
    return String.format(Locale.ROOT, "%,d %s%s", count, one, count == 1 ? "" : "s");
  }

  /** Returns a share in whole percent; a dash if the whole is 0. */
  static String percent(long part, long whole) {
    return whole == 0 ? "–" : Math.round(100.0 * part / whole) + " %";
  }

  /** Rounds the exact value and not its shortest text, as JavaScript's toPrecision does. */
  private static String threeDigits(double value) {
    int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    BigDecimal rounded = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_UP);
    return rounded.stripTrailingZeros().toPlainString();
  }
}
