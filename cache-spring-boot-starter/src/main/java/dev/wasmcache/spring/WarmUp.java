package dev.wasmcache.spring;

import java.util.List;

/**
 * Modules that are loaded before somebody asks for them, by the names that {@link
 * dev.wasmcache.ModuleCache#load(String, java.util.function.Supplier)} knows them by. Safe for
 * concurrent use.
 */
public interface WarmUp {

  /** Answers the names of the modules that can be loaded, sorted. */
  List<String> names();

  /**
   * Loads a module and returns when it is live; at once if it is.
   *
   * @throws IllegalArgumentException if no module has this name
   * @throws java.io.UncheckedIOException if its bytes cannot be read
   * @throws RuntimeException the engine's own, if it does not take the module
   */
  void load(String name);
}
