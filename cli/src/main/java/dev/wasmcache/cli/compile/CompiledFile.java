package dev.wasmcache.cli.compile;

import dev.wasmcache.CacheKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a module.
 *
 * @param size the size of the artifact in bytes; 0 if there is none
 * @param elapsed how long it took
 * @param problem why it is not stored; empty if it is
 */
record CompiledFile(
    Path file, CacheKey key, Result result, long size, Duration elapsed, Optional<String> problem) {

  /** How it ended. */
  enum Result {
    /** It was compiled and stored. */
    COMPILED,
    /** It was there. */
    PRESENT,
    /** The engine does not accept it. */
    REFUSED,
    /** It was compiled, but not stored everywhere. */
    NOT_STORED;

    String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  boolean isStored() {
    return result == Result.COMPILED || result == Result.PRESENT;
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", file);
    fields.put("key", key.toHex());
    fields.put("result", result.id());
    fields.put("bytes", size);
    fields.put("seconds", elapsed);
    fields.put("problem", problem);
    return fields;
  }
}
