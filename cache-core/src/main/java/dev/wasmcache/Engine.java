package dev.wasmcache;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A WebAssembly engine as a client of the cache: what it compiles to, and how that is loaded.
 *
 * <p>Safe for concurrent use. The arrays handed to it belong to the caller: they are not changed,
 * and not kept after the call unless the module needs them.
 *
 * @param <M> a module that is ready to be instantiated
 */
public interface Engine<M> {

  /**
   * Returns everything besides the module that decides the result of {@link #compile}. The value
   * never changes.
   */
  Fingerprint fingerprint();

  /**
   * Compiles a module from its binary form.
   *
   * @throws RuntimeException the engine's own, if the module does not parse, validate or compile
   */
  Artifact compile(byte[] wasm);

  /**
   * Makes a module from an artifact that {@link #compile} made from the same bytes, in an engine
   * with the same fingerprint. The module stays usable for as long as it is referenced. The owner
   * of the bytes may be writing to them: an engine that uses them copies them first, and compares
   * the copy with what was compiled.
   *
   * @throws RuntimeException if the artifact cannot be used; a {@link LinkageError} means the same
   */
  M load(byte[] wasm, Artifact artifact);

  /**
   * Returns a module that stands for another one, so that the other can be exchanged while code
   * keeps a reference to this one: each instance is made from what is current at that moment. Empty
   * unless the engine has such a module.
   *
   * @param current returns the module to use now; may be called at every use, from any thread
   */
  default Optional<M> handle(Supplier<? extends M> current) {
    return Optional.empty();
  }

  /** Returns roughly how many bytes of heap and metaspace a module holds; at least 1. */
  long weight(M module);
}
