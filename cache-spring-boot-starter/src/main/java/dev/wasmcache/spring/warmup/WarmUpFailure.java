package dev.wasmcache.spring.warmup;

import dev.wasmcache.CompiledModuleRequiredException;
import dev.wasmcache.spring.setting.FileNames;

/**
 * A module that is missing or does not load.
 *
 * @param module a description for messages: its name, if it has one, and its location
 * @param property the property that names it
 */
record WarmUpFailure(String module, String property, Throwable cause) {

  /** Returns a human-readable clause. */
  String describe() {
    return module
        + " "
        + reason()
        + FileNames.problem(module)
            .map(problem -> " (" + problem + "). " + FileNames.REMEDY)
            .orElse("");
  }

  private String reason() {
    if (cause instanceof CompiledModuleRequiredException required) {
      return "is not in the cache, and must not be compiled: " + required.reason().description();
    }
    if (cause instanceof WarmUpProblem known) {
      return known.problem();
    }
    return "does not load: " + cause;
  }

  boolean isRequired() {
    return cause instanceof CompiledModuleRequiredException;
  }
}
