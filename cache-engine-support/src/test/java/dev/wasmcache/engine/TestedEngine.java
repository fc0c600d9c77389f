package dev.wasmcache.engine;

import dev.wasmcache.CompilationCache;
import java.util.List;
import java.util.Set;

/**
 * What the tests that engines share must know of one.
 *
 * @param <M> its modules
 */
public interface TestedEngine<M> {

  /** What it is, and what loads its libraries. */
  EngineFamily family();

  EngineBuilder<M, ?> builder();

  EngineBuilder<M, ?> builder(EngineOptions.Fallback fallback);

  /** What the engine throws for what it cannot compile. */
  Class<? extends RuntimeException> exception();

  /** What it throws for a module that is malformed. */
  Class<? extends RuntimeException> malformed();

  /** Calls an export of a new instance. */
  long apply(M module, String export, long argument);

  /** Answers all that can be seen of a run of a module. */
  List<String> observe(M module);

  /** Answers the same of a module that the engine has compiled without anything of ours. */
  List<String> observePlain(byte[] wasm, Set<Integer> interpreted);

  /** Answers the same with our cache given to the engine's own compiler. */
  List<String> observeWithCompilerCache(byte[] wasm, CompilationCache cache);

  /** Answers the machine of a new instance. */
  Object machine(M module);

  /** Answers the parsed module. */
  Object wasmModule(M module);

  /** Answers what the engine's own parser makes of a module. */
  Object parse(byte[] wasm);

  /** Answers what the engine's own compiler gives to its cache. */
  byte[] jarOfPlainCompiler(byte[] wasm);
}
