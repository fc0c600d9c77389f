package dev.wasmcache.engine;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an engine's compiler is told, and what of it is in the key.
 *
 * @param className null for the compiler's default
 * @param maximumFunctionsPerClass 0 for the compiler's default
 * @param fallback {@code FAIL} if there are interpreted functions
 * @param interpretedFunctions sorted
 * @param keepCode whether the artifact holds the module as it is
 */
public record EngineOptions(
    @Nullable String className,
    int maximumFunctionsPerClass,
    Fallback fallback,
    Set<Integer> interpretedFunctions,
    boolean keepCode) {

  /** What happens to a function that does not compile, by the names that the engines use. */
  public enum Fallback {
    /** It is interpreted. */
    SILENT,
    /** It is interpreted, and a warning says so. */
    WARN,
    /** The module does not compile. */
    FAIL
  }

  /** Longer lists of functions go into the key as a digest: a fingerprint has a limited size. */
  private static final int LONGEST_LIST = 200;

  /**
   * @throws IllegalArgumentException if there are interpreted functions and the fallback is not
   *     {@code FAIL}
   */
  public EngineOptions {
    interpretedFunctions = Collections.unmodifiableSet(new TreeSet<>(interpretedFunctions));
    if (!interpretedFunctions.isEmpty() && fallback != Fallback.FAIL) {
      throw new IllegalArgumentException(
          "With interpretedFunctions, the interpreterFallback must be FAIL, not "
              + fallback
              + ": every function that is not listed has to compile");
    }
  }

  /**
   * Looks at what an artifact leaves to the interpreter: answers why the engine's compiler would
   * have refused to, or null; warns if the options say so.
   *
   * @param engine the engine's name
   */
  public @Nullable String objectionTo(Set<Integer> interpreted, String engine) {
    if (interpreted.isEmpty()) {
      return null;
    }
    if (fallback == Fallback.FAIL && !interpretedFunctions.containsAll(interpreted)) {
      return "WASM functions exceed the Java method size limits and can only be run in the"
          + " interpreter, which the options forbid. Their indices: "
          + interpreted;
    }
    if (fallback == Fallback.WARN) {
      EngineLog.LOG.warn(
          "Wasm cache: {} functions of a module are too large to compile and run in {}'s"
              + " interpreter; their indices: {}",
          interpreted.size(),
          engine,
          interpreted);
    }
    return null;
  }

  /** Answers them as text, for the fingerprint. */
  Map<String, String> describe() {
    Map<String, String> text = new TreeMap<>();
    text.put("className", className == null ? "default" : className);
    text.put(
        "maximumFunctionsPerClass",
        maximumFunctionsPerClass == 0 ? "default" : String.valueOf(maximumFunctionsPerClass));
    text.put("interpreterFallback", String.valueOf(fallback));
    text.put("interpretedFunctions", describeInterpretedFunctions());
    text.put("keepCode", String.valueOf(keepCode));
    return text;
  }

  private String describeInterpretedFunctions() {
    String all = interpretedFunctions.toString();
    if (interpretedFunctions.size() <= LONGEST_LIST) {
      return all;
    }
    byte[] digest = Digests.sha256().digest(all.getBytes(StandardCharsets.US_ASCII));
    return interpretedFunctions.size() + " functions, SHA-256 " + HexFormat.of().formatHex(digest);
  }
}
