package dev.wasmcache.spring.requirement;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Fingerprint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The versions of engines that this version of the cache is tested with. */
public final class TestedEngines {

  static final String ENDIVE = "1.0.0";
  static final String CHICORY = "1.7.5";

  private static final Logger log = LoggerFactory.getLogger(CompilationCache.class);

  private TestedEngines() {}

  /** Logs one line if the engine is of another version. */
  public static void report(Fingerprint engine) {
    String message = messageAbout(engine);
    if (message != null) {
      log.info(message);
    }
  }

  static @Nullable String messageAbout(Fingerprint engine) {
    String tested =
        switch (engine.engine()) {
          case "endive" -> ENDIVE;
          case "chicory" -> CHICORY;
          default -> null;
        };
    // The version is followed by a digest of the engine's code.
    if (tested == null || engine.engineVersion().startsWith(tested + "+")) {
      return null;
    }
    return "Wasm cache: this version is tested with "
        + engine.engine()
        + " "
        + tested
        + ", not with "
        + engine.engineVersion().replaceFirst("\\+.*", "")
        + ", which is on the class path";
  }
}
