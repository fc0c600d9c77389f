package dev.wasmcache.spring.warmup;

import java.io.Serial;

/** A problem with a module that no other exception describes. */
final class WarmUpProblem extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final String problem;

  /**
   * @param problem the rest of a sentence that begins with the module
   */
  WarmUpProblem(String problem) {
    super("The module " + problem);
    this.problem = problem;
  }

  String problem() {
    return problem;
  }
}
