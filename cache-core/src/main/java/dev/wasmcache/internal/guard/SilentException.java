package dev.wasmcache.internal.guard;

import dev.wasmcache.StoreException;
import dev.wasmcache.stats.Outcome;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A call to a tier that did not answer it, but has answered others lately: it may be busy. */
public final class SilentException extends StoreException {

  @Serial private static final long serialVersionUID = 1L;

  SilentException(@Nullable String message) {
    super(Outcome.BUSY, "it has answered others: " + message);
  }
}
