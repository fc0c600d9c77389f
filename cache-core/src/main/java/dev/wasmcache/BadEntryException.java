package dev.wasmcache;

import java.io.IOException;
import java.io.Serial;

/** An entry that must not be handed out, and whether it is to be deleted. */
final class BadEntryException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final Outcome outcome;
  private final boolean leftAlone;

  private BadEntryException(Outcome outcome, String message, boolean leftAlone) {
    super(message);
    this.outcome = outcome;
    this.leftAlone = leftAlone;
  }

  /**
   * An entry that is of use to nobody. The message completes the sentence "the entry is refused:
   * …".
   */
  BadEntryException(Outcome outcome, String message) {
    this(outcome, message, false);
  }

  /**
   * An entry that others can use, for all that is known: who has other keys. It is stale here, and
   * not deleted.
   */
  static BadEntryException ofOthers(String message) {
    return new BadEntryException(Outcome.STALE, message + ", so it is left alone", true);
  }

  /** An entry that is over a limit of this JVM, and maybe not of another one. It is not deleted. */
  static BadEntryException tooLarge(String message) {
    return new BadEntryException(Outcome.TOO_LARGE, message, true);
  }

  Outcome outcome() {
    return outcome;
  }

  /** Whether the entry stays where it is. Else it is deleted. */
  boolean leftAlone() {
    return leftAlone;
  }
}
