package dev.wasmcache.spring.endpoint;

import java.io.Serial;

/** A request is refused. Carries the reason for the caller. */
final class RefusedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  RefusedException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  RefusedException(int status, String detail) {
    this(Problem.of(status, detail));
  }

  static RefusedException badRequest(String detail) {
    return new RefusedException(400, detail);
  }

  static RefusedException notFound(String detail) {
    return new RefusedException(404, detail);
  }

  static RefusedException conflict(String detail) {
    return new RefusedException(409, detail);
  }

  /** Returns the body of the response. */
  Problem problem() {
    return problem;
  }
}
