package dev.wasmcache.engine;

import dev.wasmcache.internal.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The options of an engine's compiler, and which of them are part of the key.
 *
 * @param className null for a name of each module's own
 * @param maximumFunctionsPerClass 0 for the compiler's default
 * @param fallback {@code FAIL} if there are interpreted functions
 * @param interpretedFunctions sorted
 * @param keepCode whether the artifact holds the complete module
 * @param linkClasses whether a load links every class; not part of the key
 */
public record EngineOptions(
    @Nullable String className,
    int maximumFunctionsPerClass,
    Fallback fallback,
    Set<Integer> interpretedFunctions,
    boolean keepCode,
    boolean linkClasses) {

  /** What happens to a function that does not compile; the names are those of the engines. */
  public enum Fallback {
    /** It is interpreted. */
    SILENT,
    /** It is interpreted, and a warning is logged. */
    WARN,
    /** The module does not compile. */
    FAIL
  }

  private static final String PACKAGE = "wasmcache.m";
  private static final int PACKAGE_BYTES = 8;
  private static final String MACHINE = ".CompiledMachine";

  /**
   * A longer list of functions goes into the key as a digest, because a fingerprint has a limited
   * size.
   */
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
   * Returns the name of the machine's class for a module; those of the other classes begin with it.
   *
   * <p>Unless it is set, each module has a package of its own: an archive of the JVM (AppCDS, AOT
   * cache) holds one class of each name, so that modules with the same names would share one place
   * in it.
   */
  public String classNameFor(byte[] wasm) {
    if (className != null) {
      return className;
    }
    byte[] digest = Digests.sha256(wasm);
    return PACKAGE + HexFormat.of().formatHex(digest, 0, PACKAGE_BYTES) + MACHINE;
  }

  /**
   * Checks which functions an artifact leaves to the interpreter. Returns why the engine's compiler
   * would have refused to, or null; logs a warning if the options require it.
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

  /** Returns the options as text, for the fingerprint. */
  Map<String, String> describe() {
    Map<String, String> text = new TreeMap<>();
    text.put("className", className == null ? "of the module" : className);
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
