package dev.wasmcache.endive;

import dev.wasmcache.engine.EngineFamily;
import org.jspecify.annotations.Nullable;

/** Endive, as it is on the class path that this class is linked against. */
final class EndiveLibraries {

  static final EngineFamily FAMILY = new EngineFamily("Endive", "run.endive");

  private static volatile @Nullable String version;

  private EndiveLibraries() {}

  /**
   * Answers what identifies the libraries; they are looked at once.
   *
   * @throws IllegalStateException if one is missing or they are of different versions
   */
  static String version() {
    String known = version;
    if (known == null) {
      // Two threads may both look: they see the same.
      known = FAMILY.fingerprintedVersion(EndiveLibraries.class.getClassLoader());
      version = known;
    }
    return known;
  }
}
