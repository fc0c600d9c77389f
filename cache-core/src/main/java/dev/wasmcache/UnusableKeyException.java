package dev.wasmcache;

import java.io.Serial;

/** A key that would protect nothing, or that nothing could ever match. Shows nothing of the key. */
public final class UnusableKeyException extends IllegalArgumentException {

  @Serial private static final long serialVersionUID = 1L;

  private final String reason;

  UnusableKeyException(String id, String reason) {
    super("The key '" + id + "' cannot be used: " + reason);
    this.reason = reason;
  }

  /** Returns what is wrong, a clause in which "it" is the key. */
  public String reason() {
    return reason;
  }
}
