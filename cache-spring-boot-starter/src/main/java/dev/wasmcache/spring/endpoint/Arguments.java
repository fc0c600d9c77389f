package dev.wasmcache.spring.endpoint;

import dev.wasmcache.CacheKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * The arguments of a request by name. An invalid one is refused with its name, its value and what
 * would be valid.
 */
final class Arguments {

  private static final int MAXIMUM_LIMIT = 1000;
  private static final int LONGEST_QUOTE = 100;

  private final Function<String, @Nullable String> values;

  /**
   * Creates the arguments.
   *
   * @param values returns the value of a name, or null
   */
  Arguments(Function<String, @Nullable String> values) {
    this.values = values;
  }

  /** Creates arguments from names, each followed by its value. */
  static Arguments of(@Nullable String... namesAndValues) {
    Map<String, @Nullable String> values = new HashMap<>();
    for (int at = 0; at < namesAndValues.length; at += 2) {
      values.put(namesAndValues[at], namesAndValues[at + 1]);
    }
    return new Arguments(values::get);
  }

  /** Parses a key. */
  static CacheKey key(String name, String text) {
    try {
      return CacheKey.parse(text);
    } catch (IllegalArgumentException e) {
      throw refused(name, text, "a key has 64 hexadecimal digits");
    }
  }

  /** Returns a value as it was given; null if it was not given. */
  @Nullable String given(String name) {
    return values.apply(name);
  }

  @Nullable CacheKey key(String name) {
    String text = given(name);
    return text == null ? null : key(name, text);
  }

  /** Returns the maximum number of results, from 1 to 1000. */
  int limit(int otherwise) {
    String text = given("limit");
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
    throw refused("limit", text, "it is a number between 1 and " + MAXIMUM_LIMIT);
  }

  @Nullable String text(String name) {
    return parse(name, "it is blank", text -> text);
  }

  @Nullable Duration age(String name) {
    Duration age =
        parse(name, "it is a time such as 7d, 12h or PT30M", DurationStyle::detectAndParse);
    if (age != null && age.isNegative()) {
      throw refused(name, given(name), "it is negative");
    }
    return age;
  }

  /** Returns a size in bytes. */
  @Nullable Long size(String name) {
    DataSize size = parse(name, "it is a size such as 500KB or 10MB, or bytes", DataSize::parse);
    if (size == null) {
      return null;
    }
    if (size.isNegative()) {
      throw refused(name, given(name), "it is negative");
    }
    return size.toBytes();
  }

  private <T> @Nullable T parse(String name, String expected, Function<String, T> parser) {
    String text = given(name);
    if (text == null) {
      return null;
    }
    // An empty value must not count as absent: a deletion would then delete every entry.
    if (!text.isBlank()) {
      try {
        return parser.apply(text.strip());
      } catch (RuntimeException e) {
        // Refused below.
      }
    }
    throw refused(name, text, expected);
  }

  private static RefusedException refused(String name, @Nullable String text, String reason) {
    String shown = String.valueOf(text);
    if (shown.length() > LONGEST_QUOTE) {
      shown = shown.substring(0, LONGEST_QUOTE) + "…";
    }
    return RefusedException.badRequest("'" + name + "' is '" + shown + "': " + reason);
  }
}
