package dev.wasmcache.sample;

/** Texts of others, such as a module or the engine, made fit for an answer. */
final class Messages {

  private static final int LONGEST = 500;

  private Messages() {}

  /** Returns what an exception says, and what it is if it says nothing of its own. */
  static String of(Throwable thrown) {
    String message = thrown.getMessage();
    String name = thrown.getClass().getSimpleName();
    if (message == null || message.isBlank()) {
      return name;
    }
    // Its words are for people: those of an error or of the JDK mean little without its name.
    boolean own = thrown.getClass().getName().startsWith("run.endive.");
    return printable(own ? message : name + ": " + message);
  }

  /** Returns a text without control characters and half characters, and not too long. */
  static String printable(String text) {
    String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return start.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
  }
}
