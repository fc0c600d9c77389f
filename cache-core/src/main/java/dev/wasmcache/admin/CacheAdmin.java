package dev.wasmcache.admin;

import dev.wasmcache.CacheKey;
import dev.wasmcache.CacheMode;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.stats.MissReason;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What operators and tools do with a cache besides using it: look at its entries, find out why a
 * module was compiled, verify, clear, export and import. Nothing here counts as a request.
 *
 * <p>Safe for concurrent use.
 */
public interface CacheAdmin {

  /** Returns what the cache is used for. */
  CacheMode mode();

  /**
   * Returns why a request would be compiled now; {@link MissReason.Kind#PRESENT} if a tier has its
   * artifact. Reads a few small files.
   */
  MissReason explain(CompileRequest request);

  /** As {@link #explain(CompileRequest)}, without what only the module can tell. */
  MissReason explain(CacheKey key);

  /** Returns the last compiles of this process, at most 1000, latest first. */
  List<CompileEvent> compiles();

  /**
   * Reads and verifies the entries under a key in every tier below memory. A bad one is deleted, as
   * by a request.
   *
   * @return {@link Outcome#HIT} for a tier whose entry is right, {@link Outcome#MISS} for one that
   *     has none
   */
  Map<Tier, Outcome> verify(CacheKey key);

  /**
   * Returns what the headers of the entries under a key say, one for each tier that has it. Entries
   * whose header does not verify are left out.
   */
  List<EntryInfo> inspect(CacheKey key);

  /**
   * Returns the next keys in ascending order: those of this host's directories, or of the shared
   * store if the host has none.
   *
   * @param after the last key of the page before; null for the first page
   * @param limit the most keys to return
   */
  List<CacheKey> keys(@Nullable CacheKey after, int limit);

  /**
   * Deletes every entry of this host: those in memory, and those on disk. A shared tier is not
   * touched, since other hosts use it.
   *
   * @throws java.io.UncheckedIOException if an entry could not be deleted, after all were tried
   */
  void clear();

  /**
   * Writes the entries that are stored below memory as an archive. Each is verified first; one that
   * does not verify is left out, stays where it is, and is in the report. One entry at a time is in
   * memory.
   *
   * @param out not closed
   * @param filter whether an entry is wanted; must not throw
   * @throws IOException if the stream failed, or a store that could not list its keys: the archive
   *     then has no end mark, so that no reader takes it for a whole one
   */
  ArchiveReport exportArchive(OutputStream out, Predicate<EntryInfo> filter) throws IOException;

  /**
   * Stores the entries of an archive in every tier below memory, in the place of what is there.
   * Each is verified first, by what this cache accepts and never by what the archive says; one that
   * is refused is in the report, and the rest is read. One entry at a time is in memory, and no
   * more of it than has arrived.
   *
   * @param in read to its end, and not closed
   * @throws ArchiveException if it is damaged, over a limit or cannot be read; entries that were
   *     stored before stay
   * @throws IllegalStateException if the cache stores nothing, as in {@link CacheMode#READ_ONLY}
   */
  ArchiveReport importArchive(InputStream in, ArchiveLimits limits) throws ArchiveException;

  /**
   * Tries the tiers that failed and are paused, each if its pause is over. Requests do that too,
   * but there may be none for days when all modules are live; so a health check calls this. Does
   * not wait and does not fail.
   */
  void tryPausedTiers();
}
