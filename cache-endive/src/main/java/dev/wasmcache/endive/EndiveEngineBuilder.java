package dev.wasmcache.endive;

import dev.wasmcache.engine.EngineBuilder;
import dev.wasmcache.engine.EngineOptions;
import run.endive.compiler.InterpreterFallback;
import run.endive.runtime.Instance;

/** Sets the options of Endive's compiler. Not safe for concurrent use. */
public final class EndiveEngineBuilder extends EngineBuilder<EndiveModule, EndiveEngineBuilder> {

  EndiveEngineBuilder() {
    super(Instance.class.getClassLoader());
  }

  /**
   * Sets what happens to a function that is too large for a method of the JVM. Default: {@code
   * WARN}, which interprets it and says so, at every load; {@code FAIL} if there are {@link
   * #interpretedFunctions}.
   */
  public EndiveEngineBuilder interpreterFallback(InterpreterFallback interpreterFallback) {
    return fallback(EngineOptions.Fallback.valueOf(interpreterFallback.name()));
  }

  @Override
  protected EndiveEngineBuilder self() {
    return this;
  }

  @Override
  public EndiveEngine build() {
    // First, since without the compiler no other call here would report that in words.
    String version = EndiveLibraries.version();
    EngineOptions options = options();
    return new EndiveEngine(
        EndiveLibraries.FAMILY.fingerprint(version, options, generation()),
        options,
        parentClassLoader());
  }
}
