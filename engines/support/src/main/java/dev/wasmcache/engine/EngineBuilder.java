package dev.wasmcache.engine;

import dev.wasmcache.Engine;
import org.jspecify.annotations.Nullable;

/**
 * Sets the options of an engine. Not safe for concurrent use.
 *
 * @param <M> a module of the engine that is ready to be instantiated
 * @param <B> the engine's own builder
 */
public abstract class EngineBuilder<M, B extends EngineBuilder<M, B>> extends EngineSettings<B> {

  private boolean keepCode;
  private @Nullable String compiler;

  /** Starts with defaults. */
  protected EngineBuilder(EngineFamily family, ClassLoader parent) {
    super(family, parent);
  }

  /**
   * Makes the engine.
   *
   * @throws IllegalArgumentException if there are interpreted functions and the interpreter
   *     fallback is not {@code FAIL}, or {@link #compiledBy} was given another text than a
   *     compiler's identity
   * @throws IllegalStateException if the engine's libraries are not compatible with each other
   */
  public abstract Engine<M> build();

  /**
   * Sets whether a loaded module is complete, as the engine's parser makes it, for code that
   * inspects it. A load then takes two to three times as long, since the whole module is parsed.
   * Default: false.
   */
  public B keepCode(boolean keepCode) {
    this.keepCode = keepCode;
    return self();
  }

  @Override
  final boolean keepsCode() {
    return keepCode;
  }

  /**
   * Names the compiler whose artifacts are loaded, for an application that has the engine's runtime
   * but not its compiler on the class path. The engine then compiles nothing, so its cache should
   * be in mode {@code REQUIRED}. Default: the compiler on the class path.
   *
   * <p>The runtime is still identified by its code: with another one, nothing is found.
   *
   * @param compiler what {@link #compiler} returns where the artifacts are made
   */
  public B compiledBy(String compiler) {
    this.compiler = compiler;
    return self();
  }

  /**
   * Returns what identifies the compiler on the class path: its version and a digest of its code.
   *
   * @throws IllegalStateException if one of the engine's libraries is missing or they are of
   *     different versions
   */
  public final String compiler() {
    return family().compiler();
  }

  @Override
  final @Nullable String compilerElsewhere() {
    return compiler;
  }

  /** Returns whether the engine can compile. */
  protected final boolean compiles() {
    return compiler == null;
  }
}
