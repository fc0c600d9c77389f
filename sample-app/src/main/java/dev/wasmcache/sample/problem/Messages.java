package dev.wasmcache.sample.problem;

/** Converts texts from outside, such as a module's or the engine's, for use in a response. */
final class Messages {

  private static final int LONGEST = 500;

  private Messages() {}

  /** Returns an exception's message, or its type if it has no message. */
  static String of(Throwable thrown) {
    String message = thrown.getMessage();
    String name = thrown.getClass().getSimpleName();
    if (message == null || message.isBlank()) {
      return name;
    }
    // The message is meant for people; that of an error or of the JDK means little without the
    // type.
    boolean own = thrown.getClass().getName().startsWith("run.endive.");
    return printable(own ? message : name + ": " + message);
  }

  /**
   * Returns a text without control characters and unpaired surrogates, shortened if it is too long.
   */
  static String printable(String text) {
    String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return start.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
  }
}
