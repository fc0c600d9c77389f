package dev.wasmcache.spring;

import java.util.List;

/**
 * Modules that the application knows by name and can load: what an operator may ask for before a
 * request does. Beans of this type are asked by the endpoint {@code wasmcache}.
 */
public interface WarmUp {

  /** Answers the names of the modules that can be loaded. */
  List<String> names();

  /**
   * Loads a module, from the cache if it is there. Returns when it is live.
   *
   * @param name one of {@link #names()}
   * @throws RuntimeException if the module cannot be read, or the engine does not take it
   */
  void load(String name);
}
