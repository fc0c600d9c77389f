package dev.wasmcache;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compiled artifacts by a 256-bit key, in up to three tiers: memory over disk over a shared store.
 *
 * <p>A cache may be slow or empty, never wrong and never in the way:
 *
 * <ul>
 *   <li>Only bytes that were verified, and that were put under this very key, are handed out.
 *   <li>No method throws because a tier is broken: a {@code get} is a miss then, a {@code put} is
 *       dropped, and either is counted. Only {@link #delete} and {@link #clear} report failure,
 *       since callers rely on a deletion.
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

  /** Stores an artifact in every tier and replaces what is there under this key. */
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
  default <T> T getOrCompile(
      CompileRequest request, ArtifactCompiler compiler, ArtifactLoader<T> loader) {
    return new LoadThroughCache<>(this, request, compiler, loader).load();
  }

  /** Returns what the cache has done so far. Does no I/O. */
  CacheStats stats();

  /** Returns what the cache is used for. */
  default CacheMode mode() {
    return CacheMode.READ_WRITE;
  }

  /**
   * Returns why a request would be compiled now; {@link MissReason.Kind#PRESENT} if a tier has it.
   * For operators: reads a few small files.
   */
  default MissReason explain(CompileRequest request) {
    return explain(request.key());
  }

  /** Like {@link #explain(CompileRequest)}, without what only the module can tell. */
  default MissReason explain(CacheKey key) {
    return MissReason.of(MissReason.Kind.NO_TIER, "this cache cannot tell");
  }

  /** Returns the last compiles, at most 1000, latest first. */
  default List<CompileEvent> recentCompiles() {
    return List.of();
  }

  /**
   * Reads and verifies the entries under a key in every tier below memory. A bad one is deleted, as
   * by a request. For operators: counts nothing.
   *
   * @return {@link Outcome#HIT} for a tier whose entry is valid, {@link Outcome#MISS} for one that
   *     has none
   */
  default Map<Tier, Outcome> verify(CacheKey key) {
    return Map.of();
  }

  /**
   * Returns what the headers of the entries under a key say, one for each tier that has it; entries
   * that do not verify are left out. For operators: reads the headers, counts nothing.
   */
  default List<EntryInfo> inspect(CacheKey key) {
    return List.of();
  }

  /**
   * Returns the next keys of the lowest tier that can list its keys, in ascending order.
   *
   * @param after the last key of the previous page; null for the first page
   * @param limit the maximum number of keys to return
   */
  default List<CacheKey> keys(@Nullable CacheKey after, int limit) {
    return List.of();
  }

  /**
   * Deletes every entry of this host: those in memory, and those on disk. A shared tier is not
   * changed, since other hosts use it.
   *
   * @throws java.io.UncheckedIOException if an entry could not be deleted, after all were tried
   */
  default void clear() {
    throw new UnsupportedOperationException();
  }

  /**
   * Tries, in the background, each paused tier whose pause is over. Requests do the same, but there
   * may be none for days when all modules are live. For health checks. Returns at once and does not
   * throw. The default does nothing.
   */
  default void tryPausedTiers() {}

  /**
   * Closes the tiers. Entries on disk and in shared stores stay. Waits about two seconds for a tier
   * that hangs, and for a guarded store as long as that says. Idempotent.
   */
  @Override
  void close();
}
