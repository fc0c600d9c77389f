package dev.wasmcache.engine.differential;

import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Supplier;

/**
 * What came of something.
 *
 * @param text what can be compared: values, or the class and the message of an exception
 * @param limit the limit that was met, in which case nothing more can be said
 */
record Outcome(String text, Limit limit) {

  /** Limits that are not the same for interpreted and compiled code. */
  enum Limit {
    NONE,
    TIME,
    STACK,
    MEMORY
  }

  /** Does something within a time. */
  static Outcome of(TimeLimit time, Supplier<String> action) {
    TimeLimit.Watched watched = time.watch();
    String text;
    Limit limit = Limit.NONE;
    try {
      text = action.get();
    } catch (VirtualMachineError | RuntimeException | LinkageError | AssertionError e) {
      limit = limit(e);
      text = "throws " + named(e);
    }
    return new Outcome(text, watched.end() ? Limit.TIME : limit);
  }

  boolean isComparable() {
    return limit == Limit.NONE;
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

  static String values(List<Kind> kinds, long[] values) {
    StringJoiner text = new StringJoiner(", ", "returns [", "]");
    for (int i = 0; i < values.length; i++) {
      text.add(String.valueOf(i < kinds.size() ? kinds.get(i).canonical(values[i]) : values[i]));
    }
    return text.toString();
  }
}
