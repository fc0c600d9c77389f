package dev.wasmcache;

/** Compiles a module that no tier has. */
@FunctionalInterface
public interface ArtifactCompiler {

  /**
   * Compiles a module. Called on the thread that called the cache, at most once at a time for a
   * key.
   *
   * @return an artifact that depends only on the request
   * @throws RuntimeException passed on to the caller of the cache; nothing is stored then
   */
  Artifact compile(CompileRequest request);
}
