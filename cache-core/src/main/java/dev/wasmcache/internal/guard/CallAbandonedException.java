package dev.wasmcache.internal.guard;

import dev.wasmcache.StoreException;
import dev.wasmcache.admin.Setting;
import dev.wasmcache.stats.Outcome;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A call that was not made, or not waited for, for a reason that says nothing of the store. */
final class CallAbandonedException extends StoreException {

  @Serial private static final long serialVersionUID = 1L;

  CallAbandonedException(String message) {
    this(message, null);
  }

  CallAbandonedException(String message, @Nullable Setting setting) {
    super(Outcome.SKIPPED, message, setting);
  }
}
