package dev.wasmcache.engine.differential;

import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Supplier;

/**
 * What came of something.
 *
 * @param limit the limit that was met, in which case nothing more can be said
 */
record Outcome(Shown shown, Limit limit) {

  /** Limits that are not the same for interpreted and compiled code. */
  enum Limit {
    NONE,
    /** It ended when it was interrupted. */
    TIME,
    /** It does not check whether it is interrupted. */
    ENDLESS,
    STACK,
    MEMORY
  }

  /**
   * Values, or the class and the message of an exception.
   *
   * @param text the same for all NaN
   * @param exact with the bits of each NaN
   */
  record Shown(String text, String exact) {

    static Shown of(String text) {
      return new Shown(text, text);
    }

    static Shown ofValues(List<Kind> kinds, long[] values) {
      StringJoiner text = new StringJoiner(", ", "returns [", "]");
      StringJoiner exact = new StringJoiner(", ", "returns [", "]");
      for (int i = 0; i < values.length; i++) {
        long canonical = i < kinds.size() ? kinds.get(i).canonical(values[i]) : values[i];
        text.add(String.valueOf(canonical));
        exact.add(String.valueOf(values[i]));
      }
      return new Shown(text.toString(), exact.toString());
    }

    /** Adds what the host has seen. */
    Shown after(Shown seen) {
      return new Shown(text + " after " + seen.text, exact + " after " + seen.exact);
    }
  }

  static Outcome of(Supplier<Shown> action) {
    try {
      return new Outcome(action.get(), Limit.NONE);
    } catch (VirtualMachineError | RuntimeException | LinkageError | AssertionError e) {
      return new Outcome(Shown.of("throws " + named(e)), limit(e));
    }
  }

  Outcome after(Shown seen) {
    return isComparable() ? new Outcome(shown.after(seen), limit) : this;
  }

  boolean isComparable() {
    return limit == Limit.NONE;
  }

  /** Whether it took more time than it was given. */
  boolean isLate() {
    return limit == Limit.TIME || limit == Limit.ENDLESS;
  }

  String text() {
    return shown.text();
  }

  private static Limit limit(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return Limit.MEMORY;
      }
      // In place of a StackOverflowError, the engines throw this with another class.
      if (cause instanceof StackOverflowError
          || Objects.toString(cause.getMessage()).contains("call stack exhausted")) {
        return Limit.STACK;
      }
    }
    return Limit.NONE;
  }

  static String named(Throwable thrown) {
    return thrown.getClass().getName() + ": " + thrown.getMessage();
  }
}
