package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CacheKey;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** Reads what comes from outside; what makes no sense is refused with its name and value. */
final class Arguments {

  private static final int MAXIMUM_LIMIT = 1000;
  private static final int LONGEST_QUOTE = 100;

  private Arguments() {}

  static CacheKey key(String name, String text) {
    try {
      return CacheKey.parse(text);
    } catch (IllegalArgumentException e) {
      throw RefusedException.badRequest(
          "'" + name + "' is '" + quote(text) + "': a key has 64 hexadecimal digits");
    }
  }

  static @Nullable CacheKey optionalKey(String name, @Nullable String text) {
    return text == null ? null : key(name, text);
  }

  /** Answers a number of results from 1 to 1000. */
  static int limit(@Nullable String text, int otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      int limit = Integer.parseInt(text.strip());
      if (limit >= 1 && limit <= MAXIMUM_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw RefusedException.badRequest(
        "'limit' is '" + quote(text) + "': it is a number between 1 and " + MAXIMUM_LIMIT);
  }

  static @Nullable String text(String name, @Nullable String text) {
    return parse(name, text, "it is blank", given -> given);
  }

  static @Nullable Duration age(String name, @Nullable String text) {
    Duration age =
        parse(name, text, "it is a time such as 7d, 12h or PT30M", DurationStyle::detectAndParse);
    if (age != null && age.isNegative()) {
      throw RefusedException.badRequest("'" + name + "' is '" + quote(text) + "': it is negative");
    }
    return age;
  }

  static @Nullable Long size(String name, @Nullable String text) {
    DataSize size =
        parse(name, text, "it is a size such as 500KB or 10MB, or bytes", DataSize::parse);
    if (size == null) {
      return null;
    }
    if (size.isNegative()) {
      throw RefusedException.badRequest("'" + name + "' is '" + quote(text) + "': it is negative");
    }
    return size.toBytes();
  }

  private static <T> @Nullable T parse(
      String name, @Nullable String text, String expected, Function<String, T> parser) {
    if (text == null) {
      return null;
    }
    // An empty value must not be taken for none: who deletes by it would delete all.
    if (!text.isBlank()) {
      try {
        return parser.apply(text.strip());
      } catch (RuntimeException e) {
        // Refused below.
      }
    }
    throw RefusedException.badRequest("'" + name + "' is '" + quote(text) + "': " + expected);
  }

  private static String quote(@Nullable String text) {
    String shown = String.valueOf(text);
    return shown.length() <= LONGEST_QUOTE ? shown : shown.substring(0, LONGEST_QUOTE) + "…";
  }
}
