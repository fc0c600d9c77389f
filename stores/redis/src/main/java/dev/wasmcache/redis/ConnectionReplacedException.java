package dev.wasmcache.redis;

import dev.wasmcache.StoreException;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A request whose connection was lost, or received an answer that cannot belong to it. The
 * connection was abandoned, and the request may be repeated once on a new one.
 */
final class ConnectionReplacedException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean lost;

  /**
   * @param lost whether the connection ended by itself, so that what came before is good
   */
  ConnectionReplacedException(String message, @Nullable Throwable cause, boolean lost) {
    super(message, cause);
    this.lost = lost;
  }

  ConnectionReplacedException(String message) {
    super(message);
    this.lost = false;
  }

  /**
   * Whether an answer broke off, because its connection was lost or the server fell silent: what
   * came of it is good, and the rest can be requested.
   */
  static boolean isBreak(IOException failure) {
    return failure instanceof ConnectionReplacedException replaced
        ? replaced.lost
        : failure instanceof StoreException ended && ended.outcome() == Outcome.TIMEOUT;
  }
}
