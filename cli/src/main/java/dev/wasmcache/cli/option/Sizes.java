package dev.wasmcache.cli.option;

import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as {@code 512MB} and times such as {@code 30d}, as the properties have them. */
public final class Sizes {

  private static final String[] SIZE_UNITS = {"TB", "GB", "MB", "KB", "B"};
  private static final long[] BYTES = {1L << 40, 1L << 30, 1L << 20, 1L << 10, 1};

  private Sizes() {}

  /** Reads a size in bytes; without a unit it is bytes. */
  public static final class Bytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      String text = value.strip().toUpperCase(Locale.ROOT);
      for (int i = 0; i < SIZE_UNITS.length; i++) {
        if (text.endsWith(SIZE_UNITS[i])) {
          return product(
              value, text.substring(0, text.length() - SIZE_UNITS[i].length()), BYTES[i]);
        }
      }
      return product(value, text, 1);
    }

    private static long product(String value, String number, long unit) {
      try {
        long result = Math.multiplyExact(Long.parseLong(number.strip()), unit);
        if (result > 0) {
          return result;
        }
      } catch (ArithmeticException | NumberFormatException e) {
        // It is said below.
      }
      throw new TypeConversionException(
          "'" + value + "' is not a size; one looks like 512MB or 2GB, and is positive");
    }
  }

  /** Reads a time, as {@code 90s}, {@code 15m}, {@code 12h} or {@code 30d}. */
  public static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      String text = value.strip();
      try {
        if (text.length() > 1) {
          long number = Long.parseLong(text.substring(0, text.length() - 1));
          Duration time =
              switch (text.charAt(text.length() - 1)) {
                case 's' -> Duration.ofSeconds(number);
                case 'm' -> Duration.ofMinutes(number);
                case 'h' -> Duration.ofHours(number);
                case 'd' -> Duration.ofDays(number);
                default -> Duration.ZERO;
              };
          if (number > 0 && !time.isZero()) {
            return time;
          }
        }
      } catch (ArithmeticException | NumberFormatException e) {
        // It is said below.
      }
      throw new TypeConversionException(
          "'" + value + "' is not a time; one looks like 90s, 15m, 12h or 30d, and is positive");
    }
  }
}
