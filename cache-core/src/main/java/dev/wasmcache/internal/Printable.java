package dev.wasmcache.internal;

import java.io.Serial;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Texts that others chose, made fit for a log, a message or an endpoint: what a server, an entry, a
 * note, an archive or a caller says begins no line of its own, changes no color of a terminal, does
 * not reverse what is written after it, and is not endless.
 *
 * <p>Every text of others passes through here before it is shown.
 */
public final class Printable {

  /** The most characters of a text that are shown. */
  public static final int MAXIMUM_LENGTH = 1000;

  private static final char INSTEAD = '?';
  private static final int MAXIMUM_CAUSES = 20;

  private Printable() {}

  /** Replaces what is not printable, and ends after {@value #MAXIMUM_LENGTH} characters. */
  public static String text(@Nullable Object text) {
    return text(text, MAXIMUM_LENGTH);
  }

  /**
   * Replaces what is not printable with question marks: control and format characters, separators
   * of lines, and characters that are none. A longer text ends with an ellipsis.
   *
   * @param text null is shown as such
   * @param maximumLength in characters, without the ellipsis
   */
  public static String text(@Nullable Object text, int maximumLength) {
    String original = String.valueOf(text);
    String shown = original;
    if (original.length() > maximumLength) {
      int end = maximumLength;
      // Half of a character is none.
      end -= end > 0 && Character.isHighSurrogate(original.charAt(end - 1)) ? 1 : 0;
      shown = original.substring(0, end) + "…";
    }
    return isPrintable(shown) ? shown : replaced(shown);
  }

  private static boolean isPrintable(String text) {
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      if (!isPrintable(character)) {
        return false;
      }
      i += Character.charCount(character);
    }
    return true;
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static String replaced(String text) {
    StringBuilder replaced = new StringBuilder(text.length());
    text.codePoints().forEach(c -> replaced.appendCodePoint(isPrintable(c) ? c : INSTEAD));
    return replaced.toString();
  }

  /**
   * Returns a failure whose texts can be logged, those of its causes too: the same one, if they
   * can; else one that says the same, from the same place.
   */
  public static Throwable failure(Throwable failure) {
    return failure(failure, Printable::text);
  }

  /**
   * Returns a failure whose texts can be shown, as {@link #failure(Throwable)} does.
   *
   * @param shown returns a text as it may be shown: the same one, if it can be
   */
  public static Throwable failure(Throwable failure, UnaryOperator<String> shown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return isShown(failure, shown, seen) ? failure : Copy.of(failure, shown, MAXIMUM_CAUSES);
  }

  private static boolean isShown(
      @Nullable Throwable failure, UnaryOperator<String> shown, Set<Throwable> seen) {
    if (failure == null || !seen.add(failure)) {
      return true;
    }
    String said = failure.toString();
    if (!shown.apply(said).equals(said) || !isShown(failure.getCause(), shown, seen)) {
      return false;
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      if (!isShown(suppressed, shown, seen)) {
        return false;
      }
    }
    return true;
  }

  /** Says what another failure said. */
  private static final class Copy extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private Copy(String said, @Nullable Throwable cause) {
      super(said, cause);
    }

    private static Copy of(Throwable failure, UnaryOperator<String> shown, int causes) {
      Throwable cause = failure.getCause();
      Copy copy =
          new Copy(
              shown.apply(failure.toString()),
              cause == null || causes == 0 ? null : of(cause, shown, causes - 1));
      copy.setStackTrace(failure.getStackTrace());
      return copy;
    }

    /** Returns what the original does: its type is part of the text already. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // The type of this class must not come first.
    public String toString() {
      return String.valueOf(getMessage());
    }
  }
}
