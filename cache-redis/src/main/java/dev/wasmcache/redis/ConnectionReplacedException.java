package dev.wasmcache.redis;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A request whose connection was lost, or gave an answer that is not one to it. The connection has
 * been given up, and the request may be made once more on another one.
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
