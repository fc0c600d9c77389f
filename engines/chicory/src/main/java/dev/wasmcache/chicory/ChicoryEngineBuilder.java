package dev.wasmcache.chicory;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.runtime.Instance;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.engine.EngineBuilder;
import dev.wasmcache.engine.EngineFamily;
import dev.wasmcache.engine.EngineOptions;

/** Sets the options of Chicory's compiler. Not safe for concurrent use. */
public final class ChicoryEngineBuilder extends EngineBuilder<ChicoryModule, ChicoryEngineBuilder> {

  static final EngineFamily FAMILY =
      new EngineFamily("Chicory", "com.dylibso.chicory", ChicoryEngineBuilder.class);

  ChicoryEngineBuilder() {
    super(FAMILY, Instance.class.getClassLoader());
  }

  /**
   * Sets what happens to a function that is too large for a method of the JVM. Default: {@code
   * WARN}, which interprets it and says so, at every load; {@code FAIL} if there are {@link
   * #interpretedFunctions}.
   */
  public ChicoryEngineBuilder interpreterFallback(InterpreterFallback interpreterFallback) {
    return fallback(EngineOptions.Fallback.valueOf(interpreterFallback.name()));
  }

  @Override
  protected ChicoryEngineBuilder self() {
    return this;
  }

  @Override
  public ChicoryEngine build() {
    // First, since without the compiler no other call here would report that in words.
    Fingerprint fingerprint = fingerprint();
    return new ChicoryEngine(fingerprint, options(), parentClassLoader(), compiles());
  }
}
