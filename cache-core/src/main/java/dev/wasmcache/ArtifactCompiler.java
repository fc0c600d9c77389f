package dev.wasmcache;

/** Compiles what no tier has. */
@FunctionalInterface
public interface ArtifactCompiler {

  /**
   * Compiles a module. Called on the thread that asked the cache, at most once at a time for a key.
   *
   * @return an artifact that depends on nothing but the request
   * @throws RuntimeException whatever it throws reaches the caller of the cache; nothing is stored
   */
  Artifact compile(CompileRequest request);
}
