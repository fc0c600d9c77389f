package dev.wasmcache;

import java.io.IOException;
import java.io.Serial;

/** An entry that must not be handed out. */
final class BadEntryException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  /** The message completes the sentence "the entry is refused: …". */
  BadEntryException(Outcome outcome, String message) {
    super(message);
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }
}
