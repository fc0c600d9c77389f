package dev.wasmcache.cli.compile;

import dev.wasmcache.Engine;
import dev.wasmcache.chicory.ChicoryEngine;
import dev.wasmcache.chicory.ChicoryEngineBuilder;
import dev.wasmcache.cli.option.UsageException;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveEngineBuilder;
import dev.wasmcache.engine.EngineBuilder;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The compiler's options. They are part of each key, so the application must have the same. */
public final class CompilerOptions {

  /** What happens to a function that is too large for a method of the JVM. */
  public enum Fallback {
    silent,
    warn,
    fail
  }

  @Option(
      names = "--generation",
      paramLabel = "N",
      defaultValue = "0",
      description = "wasm.cache.generation of the application. Default: ${DEFAULT-VALUE}.")
  private int generation;

  @Option(names = "--keep-code", description = "wasm.cache.engine.keep-code is true there.")
  private boolean keepCode;

  @Option(
      names = "--max-functions-per-class",
      paramLabel = "N",
      description = "wasm.cache.engine.max-functions-per-class there.")
  private @Nullable Integer maximumFunctionsPerClass;

  @Option(
      names = "--class-name",
      paramLabel = "NAME",
      description = "wasm.cache.engine.class-name there.")
  private @Nullable String className;

  @Option(
      names = "--interpreter-fallback",
      paramLabel = "WHAT",
      description = "wasm.cache.engine.interpreter-fallback there: ${COMPLETION-CANDIDATES}.")
  private @Nullable Fallback fallback;

  @Option(
      names = "--interpreted-functions",
      paramLabel = "N",
      split = ",",
      description = "wasm.cache.engine.interpreted-functions there, separated by commas.")
  private Set<Integer> interpretedFunctions = new LinkedHashSet<>();

  /**
   * Makes an engine.
   *
   * @throws UsageException if an option is refused, or the options contradict each other
   */
  Engine<?> engine(EngineName name) {
    try {
      return name == EngineName.endive ? endive() : chicory();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new UsageException("--engine " + name + ": " + e.getMessage());
    }
  }

  /** Returns what identifies an engine's compiler, for applications that do not have it. */
  static String compiler(EngineName name) {
    return name == EngineName.endive
        ? EndiveEngine.builder().compiler()
        : ChicoryEngine.builder().compiler();
  }

  private Engine<?> endive() {
    EndiveEngineBuilder builder = applied(EndiveEngine.builder());
    if (fallback != null) {
      builder.interpreterFallback(
          run.endive.compiler.InterpreterFallback.valueOf(constant(fallback)));
    }
    return builder.build();
  }

  private Engine<?> chicory() {
    ChicoryEngineBuilder builder = applied(ChicoryEngine.builder());
    if (fallback != null) {
      builder.interpreterFallback(
          com.dylibso.chicory.compiler.InterpreterFallback.valueOf(constant(fallback)));
    }
    return builder.build();
  }

  /** Returns the name of the engines' constant. */
  private static String constant(Fallback fallback) {
    return switch (fallback) {
      case silent -> "SILENT";
      case warn -> "WARN";
      case fail -> "FAIL";
    };
  }

  private <B extends EngineBuilder<?, B>> B applied(B builder) {
    builder.keepCode(keepCode).generation(generation).interpretedFunctions(interpretedFunctions);
    if (maximumFunctionsPerClass != null) {
      builder.maximumFunctionsPerClass(maximumFunctionsPerClass);
    }
    if (className != null) {
      builder.className(className);
    }
    return builder;
  }
}
