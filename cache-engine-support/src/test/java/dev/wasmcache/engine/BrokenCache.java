package dev.wasmcache.engine;

import dev.wasmcache.Artifact;
import dev.wasmcache.ArtifactCompiler;
import dev.wasmcache.ArtifactLoader;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.admin.CacheAdmin;
import dev.wasmcache.stats.CacheStats;
import java.util.Optional;

/** Throws, although the interface promises never to throw. */
final class BrokenCache implements CompilationCache {
  @Override
  public Optional<Artifact> get(CacheKey key) {
    throw new IllegalStateException("broken");
  }

  @Override
  public void put(CacheKey key, Artifact artifact) {
    throw new NoClassDefFoundError("broken");
  }

  @Override
  public void delete(CacheKey key) {
    throw new IllegalStateException("broken");
  }

  @Override
  public Artifact getOrCompile(CompileRequest request, ArtifactCompiler compiler) {
    throw new IllegalStateException("broken");
  }

  @Override
  public <T> T getOrCompile(
      CompileRequest request, ArtifactCompiler compiler, ArtifactLoader<T> loader) {
    throw new IllegalStateException("broken");
  }

  @Override
  public CacheAdmin admin() {
    throw new IllegalStateException("broken");
  }

  @Override
  public CacheStats stats() {
    throw new IllegalStateException("broken");
  }

  @Override
  public void close() {}
}
