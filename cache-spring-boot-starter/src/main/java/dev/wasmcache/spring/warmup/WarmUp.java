package dev.wasmcache.spring.warmup;

import java.util.List;

/**
 * Modules that the application can load by name, so that an operator can load them before a request
 * needs them. The endpoint {@code wasmcache} uses the beans of this type.
 */
public interface WarmUp {

  /** Returns the names of the modules that can be loaded. */
  List<String> names();

  /**
   * Loads a module, from the cache if it is there. Returns when it is live.
   *
   * @param name one of {@link #names()}
   * @throws RuntimeException if the module cannot be read, or the engine rejects it
   */
  void load(String name);
}
