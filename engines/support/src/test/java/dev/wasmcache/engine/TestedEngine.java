package dev.wasmcache.engine;

import dev.wasmcache.CompilationCache;
import java.util.List;
import java.util.Set;

/**
 * What the shared tests need to know about an engine.
 *
 * @param <M> its modules
 */
public interface TestedEngine<M> {

  /** The engine's name and libraries. */
  EngineFamily family();

  EngineBuilder<M, ?> builder();

  EngineBuilder<M, ?> builder(EngineOptions.Fallback fallback);

  /** The engine's exception for a module that it cannot compile. */
  Class<? extends RuntimeException> exception();

  /** The engine's exception for a malformed module. */
  Class<? extends RuntimeException> malformed();

  /** Calls an export of a new instance. */
  long apply(M module, String export, long argument);

  /** Returns everything that is visible of a module's run. */
  List<String> observe(M module);

  /** Returns the same for a module that the engine has compiled without this library. */
  List<String> observePlain(byte[] wasm, Set<Integer> interpreted);

  /** Returns the same with this library's cache passed to the engine's own compiler. */
  List<String> observeWithCompilerCache(byte[] wasm, CompilationCache cache);

  /** Returns the machine of a new instance. */
  Object machine(M module);

  /** Returns the parsed module. */
  Object wasmModule(M module);

  /**
   * Returns what of a module the adapter reads otherwise than the engine's parser: the sections
   * after all bodies are emptied, and each function without the validator's hints. What it does not
   * read at all begins with "refused".
   */
  List<String> readOtherwise(byte[] wasm);

  /** Returns a module as the engine's own parser makes it. */
  Object parse(byte[] wasm);

  /** Returns the bytes that the engine's own compiler passes to its cache. */
  byte[] jarOfPlainCompiler(byte[] wasm);
}
