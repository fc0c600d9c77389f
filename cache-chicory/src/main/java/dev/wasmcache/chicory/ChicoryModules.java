package dev.wasmcache.chicory;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;

/** Makes caches of modules that Chicory can run at once. */
public final class ChicoryModules {

  private ChicoryModules() {}

  /**
   * Makes a module cache over a compilation cache, with Chicory's compiler at its defaults. For
   * other options, give {@link ModuleCache#builder} an engine of {@link ChicoryEngine#builder()}.
   *
   * @throws IllegalStateException if Chicory's libraries do not fit together
   */
  public static ModuleCache<ChicoryModule> create(CompilationCache cache) {
    return ModuleCache.builder(ChicoryEngine.create(), cache).build();
  }
}
