package dev.wasmcache.spring.endpoint;

import java.io.Serial;

/** A request that is refused; the message is for who made it. */
class RefusedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final int status;

  RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  static RefusedException badRequest(String message) {
    return new RefusedException(400, message);
  }

  static RefusedException notFound(String message) {
    return new RefusedException(404, message);
  }

  static RefusedException conflict(String message) {
    return new RefusedException(409, message);
  }

  /** Answers the HTTP status that says so. */
  int status() {
    return status;
  }

  /** Answers the problem detail. */
  Problem problem() {
    return Problem.of(status, String.valueOf(getMessage()));
  }
}
