package dev.wasmcache;

import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown by a store to say with which outcome a request ended. */
public final class StoreException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final Outcome outcome;
  private final @Nullable String property;

  /**
   * @param outcome {@link Outcome#TIMEOUT}, {@link Outcome#SKIPPED}, {@link Outcome#TOO_LARGE},
   *     {@link Outcome#UNAUTHENTIC} of what must not be read, or {@link Outcome#ERROR}
   * @param message what happened
   */
  public StoreException(Outcome outcome, String message) {
    this(outcome, message, null);
  }

  /**
   * @param outcome {@link Outcome#TIMEOUT}, {@link Outcome#SKIPPED}, {@link Outcome#TOO_LARGE},
   *     {@link Outcome#UNAUTHENTIC} of what must not be read, or {@link Outcome#ERROR}
   * @param message what happened
   * @param property the name of the setting that governs it, for the log; null if there is none
   */
  public StoreException(Outcome outcome, @Nullable String message, @Nullable String property) {
    super(message);
    this.outcome = outcome;
    this.property = property;
  }

  /** Returns the outcome that is counted. */
  public Outcome outcome() {
    return outcome;
  }

  /** Returns the name of the setting that governs it, if there is one. */
  public Optional<String> property() {
    return Optional.ofNullable(property);
  }
}
