package dev.wasmcache.internal.entry;

import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.io.Serial;

/** Thrown for an entry that must not be handed out; says whether the entry is to be deleted. */
public final class BadEntryException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final Outcome outcome;
  private final boolean leftAlone;

  private BadEntryException(Outcome outcome, String message, boolean leftAlone) {
    super(message);
    this.outcome = outcome;
    this.leftAlone = leftAlone;
  }

  /**
   * An entry that no process can use. The message completes the sentence "the entry is refused: …".
   */
  public BadEntryException(Outcome outcome, String message) {
    this(outcome, message, false);
  }

  /**
   * An entry that processes with other keys may be able to use. It is stale here, and not deleted.
   */
  public static BadEntryException ofOthers(String message) {
    return new BadEntryException(Outcome.STALE, message + ", so it is kept", true);
  }

  /** An entry that exceeds a limit of this JVM, but maybe not of another one. It is not deleted. */
  public static BadEntryException tooLarge(String message) {
    return new BadEntryException(Outcome.TOO_LARGE, message, true);
  }

  public Outcome outcome() {
    return outcome;
  }

  /** Whether the entry is kept. Otherwise it is deleted. */
  public boolean leftAlone() {
    return leftAlone;
  }
}
