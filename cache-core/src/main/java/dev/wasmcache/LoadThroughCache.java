package dev.wasmcache;

/**
 * The load cycle for any implementation of {@link CompilationCache}: an artifact that does not load
 * is deleted from every tier, and the module is compiled.
 */
final class LoadThroughCache<T> {

  private final CompilationCache cache;
  private final CompileRequest request;
  private final ArtifactCompiler compiler;
  private final ArtifactLoader<T> loader;
  private boolean compiled;

  LoadThroughCache(
      CompilationCache cache,
      CompileRequest request,
      ArtifactCompiler compiler,
      ArtifactLoader<T> loader) {
    this.cache = cache;
    this.request = request;
    this.compiler = compiler;
    this.loader = loader;
  }

  T load() {
    Artifact artifact = cache.getOrCompile(request, this::compile);
    if (compiled) {
      return loader.load(artifact, Origin.COMPILED);
    }
    try {
      return loader.load(artifact, Origin.MEMORY);
    } catch (RuntimeException | LinkageError e) {
      return compileAgain(e);
    }
  }

  private T compileAgain(Throwable rejected) {
    try {
      cache.delete(request.key());
    } catch (RuntimeException e) {
      rejected.addSuppressed(e);
    }
    Artifact fresh = compile(request);
    T loaded = loader.load(fresh, Origin.COMPILED);
    cache.put(request.key(), fresh);
    return loaded;
  }

  private Artifact compile(CompileRequest asked) {
    compiled = true;
    return compiler.compile(asked);
  }
}
