package dev.wasmcache.internal.guard;

import dev.wasmcache.internal.Printable;
import java.util.regex.Pattern;

/** Texts of others, without the credentials that an address in them may carry. */
public final class Redacted {

  // One class of characters and no groups: a group that repeats takes a piece of the stack for each
  // round, and the text may be a hostile server's.
  private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/\\s]*@");

  private Redacted() {}

  /**
   * Replaces what stands between {@code //} and the last {@code @} before the next slash, and what
   * is not printable, and ends after a thousand characters.
   */
  public static String text(String text) {
    // First, so that no character of another line hides the end of a password.
    String printable = Printable.text(text, text.length());
    return Printable.text(USER_INFO.matcher(printable).replaceAll("***@"));
  }

  /** Returns the type and the message of a failure, and those of its cause. */
  public static String text(Throwable failure) {
    Throwable cause = failure.getCause();
    String own = describe(failure);
    if (cause == null || own.contains(text(describe(cause)))) {
      return text(own);
    }
    return text(own + ": " + describe(cause));
  }

  /**
   * Returns a failure without what {@link #text(String)} replaces, in those that caused it too: the
   * same one, if it has nothing of it; else one that says the same, from the same place.
   */
  public static Throwable failure(Throwable failure) {
    return Printable.failure(failure, Redacted::text);
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }
}
