package dev.wasmcache.redis;

import java.io.IOException;
import java.io.Serial;

/** An answer that was refused before the client processed it; its connection is closed. */
final class RefusedAnswerException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  RefusedAnswerException(String reason) {
    super("Redis sent " + reason + "; the connection is closed");
  }
}
