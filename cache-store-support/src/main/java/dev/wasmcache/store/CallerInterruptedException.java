package dev.wasmcache.store;

import java.io.IOException;
import java.io.Serial;

/** The thread that waits for a store was interrupted: its flag is set again. */
final class CallerInterruptedException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  CallerInterruptedException() {
    super("interrupted while it waited for the store");
  }
}
