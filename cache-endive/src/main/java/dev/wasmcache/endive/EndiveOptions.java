package dev.wasmcache.endive;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.internal.Compiler;

/**
 * What the compiler is told, and what of it is in the key.
 *
 * @param className null for the compiler's default
 * @param maximumFunctionsPerClass 0 for the compiler's default
 * @param interpreterFallback what was asked for, or what follows from the other options
 * @param interpretedFunctions sorted
 * @param keepCode whether the artifact holds the module as it is
 */
record EndiveOptions(
    @Nullable String className,
    int maximumFunctionsPerClass,
    @Nullable InterpreterFallback interpreterFallback,
    Set<Integer> interpretedFunctions,
    boolean keepCode) {

  // Read by the compiler, once, when its class is initialised.
  private static final String HUGE_METHOD_LIMIT = "endive.hugeMethodLimit";

  /** Longer lists of functions go into the key as a digest: a fingerprint has a limited size. */
  private static final int LONGEST_LIST = 200;

  EndiveOptions {
    interpretedFunctions = Collections.unmodifiableSet(new TreeSet<>(interpretedFunctions));
    if (interpretedFunctions.isEmpty()) {
      interpreterFallback =
          interpreterFallback == null ? InterpreterFallback.WARN : interpreterFallback;
    } else if (interpreterFallback == null || interpreterFallback == InterpreterFallback.FAIL) {
      interpreterFallback = InterpreterFallback.FAIL;
    } else {
      throw new IllegalArgumentException(
          "With interpretedFunctions, the interpreterFallback must be FAIL, not "
              + interpreterFallback
              + ": every function that is not listed has to compile");
    }
  }

  /** Sets a compiler up. */
  Compiler.Builder apply(Compiler.Builder compiler) {
    return compiler
        .withClassName(className)
        .withMaxFunctionsPerClass(maximumFunctionsPerClass)
        .withInterpreterFallback(interpreterFallback)
        .withInterpretedFunctions(interpretedFunctions);
  }

  /** Whether the engine's compiler would have failed to compile what left these interpreted. */
  boolean forbids(Set<Integer> interpreted) {
    return interpreterFallback == InterpreterFallback.FAIL
        && !interpretedFunctions.containsAll(interpreted);
  }

  /** Whether functions that are interpreted are worth a warning. */
  boolean warns() {
    return interpreterFallback == InterpreterFallback.WARN;
  }

  /** Answers them as text, for the fingerprint. */
  Map<String, String> describe() {
    Map<String, String> text = new TreeMap<>();
    text.put("className", className == null ? "default" : className);
    text.put(
        "maximumFunctionsPerClass",
        maximumFunctionsPerClass == 0 ? "default" : String.valueOf(maximumFunctionsPerClass));
    text.put("interpreterFallback", String.valueOf(interpreterFallback));
    text.put("interpretedFunctions", describeInterpretedFunctions());
    text.put("keepCode", String.valueOf(keepCode));
    String hugeMethodLimit = System.getProperty(HUGE_METHOD_LIMIT);
    if (hugeMethodLimit != null) {
      text.put(HUGE_METHOD_LIMIT, hugeMethodLimit);
    }
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
