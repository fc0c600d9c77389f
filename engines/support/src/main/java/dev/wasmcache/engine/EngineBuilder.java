package dev.wasmcache.engine;

import dev.wasmcache.Engine;

/**
 * Sets the options of an engine. Not safe for concurrent use.
 *
 * @param <M> a module of the engine that is ready to be instantiated
 * @param <B> the engine's own builder
 */
public abstract class EngineBuilder<M, B extends EngineBuilder<M, B>> extends EngineSettings<B> {

  private boolean keepCode;

  /** Starts with defaults. */
  protected EngineBuilder(EngineFamily family, ClassLoader parent) {
    super(family, parent);
  }

  /**
   * Makes the engine.
   *
   * @throws IllegalArgumentException if there are interpreted functions and the interpreter
   *     fallback is not {@code FAIL}
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
}
