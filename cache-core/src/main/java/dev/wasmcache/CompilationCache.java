package dev.wasmcache;

import dev.wasmcache.admin.CacheAdmin;
import dev.wasmcache.stats.CacheStats;
import java.util.Optional;

/**
 * Compiled artifacts by a 256-bit key, in up to three tiers: memory over disk over a shared store.
 *
 * <p>A cache may be slow or empty, never wrong and never in the way:
 *
 * <ul>
 *   <li>Only bytes that were verified, and that were put under this very key, are handed out.
 *   <li>No method throws because a tier is broken: a {@code get} is a miss then, a {@code put} is
 *       dropped, and either is counted. Only deletions ({@link #delete}, {@link CacheAdmin#clear})
 *       report failure, since callers rely on them.
 *   <li>A key that is not there gives an empty result, and deleting it is not an error.
 *   <li>A bad entry is deleted where it was found, and the next tier is asked.
 * </ul>
 *
 * <p>Safe for concurrent use. The interrupt status of a calling thread is preserved and makes no
 * call fail. After {@link #close()} every {@code get} is a miss and every {@code put} is dropped.
 */
public interface CompilationCache extends AutoCloseable {

  /** Starts to build a cache. Without further settings it stores nothing. */
  static CompilationCacheBuilder builder() {
    return new CompilationCacheBuilder();
  }

  /** Returns the artifact under a key, from the first tier that has it. */
  Optional<Artifact> get(CacheKey key);

  /**
   * Stores an artifact in every tier and replaces what is there under this key. A shared tier may
   * keep what it has: delete it first.
   */
  void put(CacheKey key, Artifact artifact);

  /**
   * Deletes the artifact under a key from every tier.
   *
   * @throws java.io.UncheckedIOException if a tier failed, after all of them were tried
   */
  void delete(CacheKey key);

  /**
   * Returns the artifact under the request's key, compiling and storing it if no tier has it. At
   * most one compile runs for a key. Other callers wait for it; if it fails, one of them compiles.
   *
   * @throws RuntimeException what the compiler throws; an {@link Error} is passed on too
   */
  Artifact getOrCompile(CompileRequest request, ArtifactCompiler compiler);

  /**
   * Like {@link #getOrCompile(CompileRequest, ArtifactCompiler)}, but returns what the loader makes
   * from the artifact. If the loader fails on an artifact from a tier, that entry is deleted there
   * and the next tier is asked; after the last tier, the module is compiled.
   *
   * @throws RuntimeException what the compiler throws, or what the loader throws for a newly
   *     compiled artifact; an {@link Error} of either is passed on too
   */
  <T> T getOrCompile(CompileRequest request, ArtifactCompiler compiler, ArtifactLoader<T> loader);

  /** Returns what the cache has done so far. Does no I/O. */
  CacheStats stats();

  /** Returns the operations for operators and tools. */
  CacheAdmin admin();

  /**
   * Closes the tiers. Entries on disk and in shared stores stay. Waits about two seconds for a tier
   * that hangs, and for a guarded store as long as that says. Idempotent.
   */
  @Override
  void close();
}
