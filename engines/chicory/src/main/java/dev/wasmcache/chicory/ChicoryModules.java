package dev.wasmcache.chicory;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;

/** Makes caches of modules that are ready to run in Chicory. */
public final class ChicoryModules {

  private ChicoryModules() {}

  /**
   * Makes a module cache over a compilation cache, with Chicory's compiler at its defaults. For
   * other options, pass an engine of {@link ChicoryEngine#builder()} to {@link
   * ModuleCache#builder}.
   *
   * @throws IllegalStateException if Chicory's libraries are not compatible with each other
   */
  public static ModuleCache<ChicoryModule> create(CompilationCache cache) {
    return ModuleCache.builder(ChicoryEngine.create(), cache).build();
  }
}
