package dev.wasmcache.endive;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;

/** Makes caches of modules that are ready to run in Endive. */
public final class EndiveModules {

  private EndiveModules() {}

  /**
   * Makes a module cache over a compilation cache, with Endive's compiler at its defaults. For
   * other options, pass an engine of {@link EndiveEngine#builder()} to {@link ModuleCache#builder}.
   *
   * @throws IllegalStateException if Endive's libraries are not compatible with each other
   */
  public static ModuleCache<EndiveModule> create(CompilationCache cache) {
    return ModuleCache.builder(EndiveEngine.create(), cache).build();
  }
}
