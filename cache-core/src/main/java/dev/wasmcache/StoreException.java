package dev.wasmcache;

import java.io.IOException;
import java.io.Serial;

/** A store's way to say how a request ended if not by an error. */
public final class StoreException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final Outcome outcome;

  /**
   * @param outcome {@link Outcome#TIMEOUT}, {@link Outcome#SKIPPED}, {@link Outcome#TOO_LARGE} or
   *     {@link Outcome#ERROR}
   * @param message what happened, and which property governs it if one does
   */
  public StoreException(Outcome outcome, String message) {
    super(message);
    this.outcome = outcome;
  }

  /** Answers how the request is counted. */
  public Outcome outcome() {
    return outcome;
  }
}
