package dev.wasmcache;

import dev.wasmcache.admin.CacheAdmin;
import dev.wasmcache.stats.CacheStats;
import java.util.Optional;

/** A foreign implementation: only what the interface requires. */
record PlainCache(CompilationCache cache) implements CompilationCache {

  @Override
  public Optional<Artifact> get(CacheKey key) {
    return cache.get(key);
  }

  @Override
  public void put(CacheKey key, Artifact artifact) {
    cache.put(key, artifact);
  }

  @Override
  public void delete(CacheKey key) {
    cache.delete(key);
  }

  @Override
  public Artifact getOrCompile(CompileRequest request, ArtifactCompiler compiler) {
    return cache.getOrCompile(request, compiler);
  }

  @Override
  public <T> T getOrCompile(
      CompileRequest request, ArtifactCompiler compiler, ArtifactLoader<T> loader) {
    return cache.getOrCompile(request, compiler, loader);
  }

  @Override
  public CacheAdmin admin() {
    return cache.admin();
  }

  @Override
  public CacheStats stats() {
    return cache.stats();
  }

  @Override
  public void close() {
    cache.close();
  }
}
