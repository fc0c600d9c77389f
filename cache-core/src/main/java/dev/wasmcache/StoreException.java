package dev.wasmcache;

import dev.wasmcache.admin.Setting;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown by a store to say with which outcome a request ended. */
public class StoreException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final Outcome outcome;
  private final @Nullable Setting setting;

  /**
   * @param outcome {@link Outcome#TIMEOUT}, {@link Outcome#SKIPPED}, {@link Outcome#BUSY}, {@link
   *     Outcome#TOO_LARGE}, {@link Outcome#UNAUTHENTIC} of what must not be read, or {@link
   *     Outcome#ERROR}
   * @param message what happened
   */
  public StoreException(Outcome outcome, String message) {
    this(outcome, message, null);
  }

  /**
   * @param outcome {@link Outcome#TIMEOUT}, {@link Outcome#SKIPPED}, {@link Outcome#BUSY}, {@link
   *     Outcome#TOO_LARGE}, {@link Outcome#UNAUTHENTIC} of what must not be read, or {@link
   *     Outcome#ERROR}
   * @param message what happened
   * @param setting what governs it, for the log; null if that follows from the outcome
   */
  public StoreException(Outcome outcome, @Nullable String message, @Nullable Setting setting) {
    super(message);
    this.outcome = outcome;
    this.setting = setting;
  }

  /** Returns the outcome that is counted. */
  public Outcome outcome() {
    return outcome;
  }

  /** Returns the setting that governs it; empty if that follows from the outcome. */
  public Optional<Setting> setting() {
    return Optional.ofNullable(setting);
  }
}
