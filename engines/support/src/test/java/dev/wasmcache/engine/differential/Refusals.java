package dev.wasmcache.engine.differential;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this library refuses before the engine parses it, on purpose: modules that announce more
 * than they have bytes for. It has one class of exception and few messages for them.
 */
final class Refusals {

  private static final Pattern TOO_MUCH =
      Pattern.compile(
          "length out of bounds: the module announces (\\d+) [a-z0-9' ]+ at byte \\d+, where \\d+ bytes are left");

  private static final Pattern TOO_MANY_LOCALS =
      Pattern.compile("too many locals(?: in all functions together)?");

  /** The engines read counts from here on as negative, and so as none. */
  private static final long FIRST_NEGATIVE = 1L << 31;

  private final String prefix;

  /**
   * @param malformed what the engine throws for a malformed module
   */
  Refusals(Class<? extends RuntimeException> malformed) {
    this.prefix = "throws " + malformed.getName() + ": ";
  }

  /**
   * Whether the engine alone refuses a module in other words, or not at all by accident, and this
   * library refuses it before, exactly as documented.
   */
  boolean isEarlier(Life expected, Life actual) {
    String text = actual.outcomes().isEmpty() ? "" : actual.outcomes().get(0).text();
    if (!actual.isRefused() || !text.startsWith(prefix)) {
      return false;
    }
    String message = text.substring(prefix.length());
    Matcher tooMuch = TOO_MUCH.matcher(message);
    if (TOO_MANY_LOCALS.matcher(message).matches()) {
      return !expected.isRefused() || !expected.outcomes().get(0).text().equals(text);
    }
    return tooMuch.matches()
        && (expected.isRefused() || Long.parseLong(tooMuch.group(1)) >= FIRST_NEGATIVE);
  }
}
