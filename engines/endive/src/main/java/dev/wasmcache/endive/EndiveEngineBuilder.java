package dev.wasmcache.endive;

import dev.wasmcache.Fingerprint;
import dev.wasmcache.engine.EngineBuilder;
import dev.wasmcache.engine.EngineFamily;
import dev.wasmcache.engine.EngineOptions;
import run.endive.compiler.InterpreterFallback;
import run.endive.runtime.Instance;

/** Sets the options of Endive's compiler. Not safe for concurrent use. */
public final class EndiveEngineBuilder extends EngineBuilder<EndiveModule, EndiveEngineBuilder> {

  static final EngineFamily FAMILY =
      new EngineFamily("Endive", "run.endive", EndiveEngineBuilder.class);

  EndiveEngineBuilder() {
    super(FAMILY, Instance.class.getClassLoader());
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
    Fingerprint fingerprint = fingerprint();
    return new EndiveEngine(fingerprint, options(), parentClassLoader(), compiles());
  }
}
