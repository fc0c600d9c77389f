package dev.wasmcache.cli.option;

import java.io.Serial;

/** The command could not do its work, through no fault of its options. The message says why. */
public final class FailedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public FailedException(String message) {
    super(message);
  }
}
