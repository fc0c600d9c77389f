package dev.wasmcache.engine.differential;

import java.util.List;

/** A function that is exported or imported. */
public record Function(String name, List<Kind> parameters, List<Kind> results) {

  boolean isCallable() {
    return !parameters.contains(Kind.OTHER) && !results.contains(Kind.OTHER);
  }
}
