package dev.wasmcache.redis;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A request whose connection was lost, or received an answer that cannot belong to it. The
 * connection was abandoned, and the request may be repeated once on a new one.
 */
final class ConnectionReplacedException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  ConnectionReplacedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  ConnectionReplacedException(String message) {
    super(message);
  }
}
