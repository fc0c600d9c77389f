package dev.wasmcache.endive;

import dev.wasmcache.CacheInterceptor;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.ModuleListener;
import dev.wasmcache.engine.EngineOptions;
import dev.wasmcache.engine.EngineSettings;
import java.util.ArrayList;
import java.util.List;
import run.endive.compiler.InterpreterFallback;
import run.endive.runtime.Instance;

/**
 * Sets the options of a machine factory: those of Endive's compiler, and those of the live modules.
 * Not safe for concurrent use.
 */
public final class EndiveMachineFactoryBuilder extends EngineSettings<EndiveMachineFactoryBuilder> {

  private final CompilationCache cache;
  private final List<ModuleListener> listeners = new ArrayList<>();
  private final List<CacheInterceptor> interceptors = new ArrayList<>();
  private long maximumBytes = ModuleCache.Builder.DEFAULT_MAXIMUM_BYTES;

  EndiveMachineFactoryBuilder(CompilationCache cache) {
    super(EndiveEngineBuilder.FAMILY, Instance.class.getClassLoader());
    this.cache = cache;
  }

  /** See {@link EndiveEngineBuilder#interpreterFallback}. */
  public EndiveMachineFactoryBuilder interpreterFallback(InterpreterFallback interpreterFallback) {
    return fallback(EngineOptions.Fallback.valueOf(interpreterFallback.name()));
  }

  /**
   * Sets how many bytes of metaspace the classes may take that are kept for further instances.
   * Classes of an existing instance stay for as long as it does. Default: {@value
   * ModuleCache.Builder#DEFAULT_MAXIMUM_BYTES}; 0 means that none are kept.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public EndiveMachineFactoryBuilder maximumBytes(long maximumBytes) {
    if (maximumBytes < 0) {
      throw new IllegalArgumentException(
          "The size of the live modules must not be negative: " + maximumBytes);
    }
    this.maximumBytes = maximumBytes;
    return this;
  }

  /** Adds a listener. */
  public EndiveMachineFactoryBuilder listener(ModuleListener listener) {
    listeners.add(listener);
    return this;
  }

  /** Adds an interceptor, whose {@link CacheInterceptor#aroundLoad} is called. */
  public EndiveMachineFactoryBuilder interceptor(CacheInterceptor interceptor) {
    interceptors.add(interceptor);
    return this;
  }

  @Override
  protected EndiveMachineFactoryBuilder self() {
    return this;
  }

  /**
   * Makes the factory.
   *
   * @throws IllegalArgumentException if there are interpreted functions and the interpreter
   *     fallback is not {@code FAIL}
   * @throws IllegalStateException if Endive's libraries are not compatible with each other
   */
  public EndiveMachineFactory build() {
    // First, since without the compiler no other call here would report that in words.
    Fingerprint fingerprint = fingerprintOfMachines();
    MachineEngine engine = new MachineEngine(fingerprint, options(), parentClassLoader());
    ModuleCache.Builder<MachineEngine.Classes> modules =
        ModuleCache.builder(engine, cache).maximumBytes(maximumBytes);
    listeners.forEach(modules::listener);
    interceptors.forEach(modules::interceptor);
    return new EndiveMachineFactory(engine, modules.build());
  }
}
