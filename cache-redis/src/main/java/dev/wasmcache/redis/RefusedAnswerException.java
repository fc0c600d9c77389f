package dev.wasmcache.redis;

import java.io.IOException;
import java.io.Serial;

/** An answer that was refused before it was taken, and cost its connection. */
final class RefusedAnswerException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  RefusedAnswerException(String reason) {
    super("Redis sent " + reason + "; the connection is closed");
  }
}
