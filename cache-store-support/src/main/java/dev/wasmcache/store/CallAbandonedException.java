package dev.wasmcache.store;

import java.io.IOException;
import java.io.Serial;

/** A call that ended, or did not begin, for a reason that says nothing of the store. */
final class CallAbandonedException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  CallAbandonedException(String reason) {
    super(reason);
  }
}
