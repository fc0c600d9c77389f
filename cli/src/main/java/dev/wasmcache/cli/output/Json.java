package dev.wasmcache.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON: maps, lists, texts, numbers, truth values and null. An instant is written as ISO
 * 8601, a duration as seconds, a missing optional as null, and anything else as its text.
 */
public final class Json {

  private static final double NANOS = 1e9;

  private final StringBuilder text = new StringBuilder();

  private Json() {}

  /** Returns the JSON of a value, on one line. */
  public static String write(@Nullable Object value) {
    Json json = new Json();
    json.value(value);
    return json.text.toString();
  }

  private void value(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      value(optional.orElse(null));
    } else if (value instanceof Map<?, ?> map) {
      object(map);
    } else if (value instanceof Collection<?> list) {
      array(list);
    } else if (value instanceof Duration time) {
      text.append(time.toNanos() / NANOS);
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else if (value instanceof Instant instant) {
      string(instant.toString());
    } else {
      string(value.toString());
    }
  }

  private void object(Map<?, ?> map) {
    char before = '{';
    for (Map.Entry<?, ?> field : map.entrySet()) {
      text.append(before);
      string(field.getKey().toString());
      text.append(':');
      value(field.getValue());
      before = ',';
    }
    text.append(before == '{' ? "{}" : "}");
  }

  private void array(Collection<?> list) {
    char before = '[';
    for (Object each : list) {
      text.append(before);
      value(each);
      before = ',';
    }
    text.append(before == '[' ? "[]" : "]");
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          text.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
