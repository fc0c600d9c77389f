package dev.wasmcache.endive;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;

/** Makes caches of modules that Endive can run at once. */
public final class EndiveModules {

  private EndiveModules() {}

  /**
   * Makes a module cache over a compilation cache, with Endive's compiler at its defaults. For
   * other options, give {@link ModuleCache#builder} an engine of {@link EndiveEngine#builder()}.
   *
   * @throws IllegalStateException if Endive's libraries do not fit together
   */
  public static ModuleCache<EndiveModule> create(CompilationCache cache) {
    return ModuleCache.builder(EndiveEngine.create(), cache).build();
  }
}
