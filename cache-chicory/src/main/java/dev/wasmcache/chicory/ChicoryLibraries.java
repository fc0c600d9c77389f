package dev.wasmcache.chicory;

import dev.wasmcache.engine.EngineFamily;
import org.jspecify.annotations.Nullable;

/** The version of Chicory on the class path that this class is linked against. */
final class ChicoryLibraries {

  static final EngineFamily FAMILY = new EngineFamily("Chicory", "com.dylibso.chicory");

  private static volatile @Nullable String version;

  private ChicoryLibraries() {}

  /**
   * Returns what identifies the libraries; they are inspected once.
   *
   * @throws IllegalStateException if one is missing or they are of different versions
   */
  static String version() {
    String known = version;
    if (known == null) {
      // Two threads may both inspect them: the result is the same.
      known = FAMILY.fingerprintedVersion(ChicoryLibraries.class.getClassLoader());
      version = known;
    }
    return known;
  }
}
