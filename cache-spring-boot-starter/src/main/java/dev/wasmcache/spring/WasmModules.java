package dev.wasmcache.spring;

import java.util.Set;

/**
 * The modules that are configured by name, below {@code wasm.modules}. A bean if one is. Safe for
 * concurrent use.
 */
public interface WasmModules {

  /** Returns the configured names. */
  Set<String> names();

  /**
   * Returns the module of a name, a module of its engine such as {@code EndiveModule}, and loads it
   * unless it is loaded. It is the same object as where {@link WasmModule} injects it: a handle,
   * which stands for the module that is current when it is used.
   *
   * @throws IllegalArgumentException if no module has this name; the message lists the names
   * @throws RuntimeException if the module cannot be read, or its engine does not accept it
   */
  // The type is decided by the configuration: a caller that expects another one fails in the cast.
  @SuppressWarnings("TypeParameterUnusedInFormals")
  <M> M get(String name);

  /**
   * Returns the module of a name like {@link #get(String)}.
   *
   * @throws IllegalArgumentException also if the module is of another type
   */
  <M> M get(String name, Class<M> type);
}
