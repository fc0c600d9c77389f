package dev.wasmcache;

/**
 * A WebAssembly engine as a client of the cache: what it compiles to, and how that is loaded.
 *
 * <p>Safe for concurrent use. The arrays handed to it belong to the caller: they are not changed,
 * and not kept after the call unless the module needs them.
 *
 * @param <M> a module that is ready to be instantiated
 */
public interface Engine<M> {

  /** Answers what, beside the module, decides the outcome of {@link #compile}. Always the same. */
  Fingerprint fingerprint();

  /**
   * Compiles a module from its binary form.
   *
   * @throws RuntimeException the engine's own, if the module does not parse, validate or compile
   */
  Artifact compile(byte[] wasm);

  /**
   * Makes a module of an artifact that {@link #compile} of an engine with the same fingerprint made
   * of the same bytes. The module stays usable for as long as somebody holds it.
   *
   * @throws RuntimeException if the artifact cannot be used; so does a {@link LinkageError}
   */
  M load(byte[] wasm, Artifact artifact);

  /** Answers about how many bytes of heap and metaspace a module holds; at least 1. */
  long weight(M module);
}
