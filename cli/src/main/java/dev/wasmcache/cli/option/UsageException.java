package dev.wasmcache.cli.option;

import java.io.Serial;

/** Wrong usage. The message names the value, what is wrong with it, and the option. */
public final class UsageException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
