package dev.wasmcache;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/**
 * The stored entries of a cache in one stream, to fill another cache with: on another host, or in
 * an image.
 *
 * <pre>
 * archive = magic version *entry end     ; and nothing after it
 * magic   = "WASMARCH"                   ; 8 bytes
 * version = 2 bytes: 1
 * entry   = %x01 key length stored
 * key     = 32 bytes, greater than the key of the entry before
 * length  = 8 bytes: how many stored bytes follow
 * stored  = an entry as it is stored, see EntryHeader: with its original signature
 * end     = %x02 count
 * count   = 8 bytes: how many entries there were
 * </pre>
 *
 * Numbers are big endian and signed. An archive contains no paths. Keys ascend, so that a duplicate
 * is found without a list of the keys seen so far. A truncated stream has no end mark.
 *
 * <p>The frame need not be trusted: each entry carries its own key, length and authenticator, and
 * is verified when it is written here and when it is read.
 */
public final class CacheArchive {

  static final byte[] MAGIC = "WASMARCH".getBytes(StandardCharsets.US_ASCII);
  static final int VERSION = 1;
  static final int ENTRY = 1;
  static final int END = 2;

  private static final int PAGE = 1000;

  private CacheArchive() {}

  /**
   * Writes the entries of the tiers below memory. Each is verified first. An entry that does not
   * verify is left out, stays in its tier, and is counted in the report. Only one entry at a time
   * is in memory.
   *
   * @param out not closed
   * @param filter whether an entry is wanted; must not throw
   * @throws IOException if the stream failed, or a store could not list its keys; the archive then
   *     has no end mark, so it cannot be mistaken for a complete one
   * @throws UnsupportedOperationException if the cache was not made by {@link
   *     CompilationCache#builder}
   */
  public static ArchiveReport write(
      CompilationCache cache, OutputStream out, Predicate<EntryInfo> filter) throws IOException {
    Tiers tiers = tiers(cache);
    ArchiveReport.Count count = new ArchiveReport.Count();
    DataOutputStream archive = new DataOutputStream(out);
    archive.write(MAGIC);
    archive.writeShort(VERSION);
    List<CacheKey> page = tiers.storedKeys(null, PAGE);
    while (!page.isEmpty()) {
      for (CacheKey key : page) {
        write(key, tiers, filter, archive, count);
      }
      page = tiers.storedKeys(page.get(page.size() - 1), PAGE);
    }
    archive.writeByte(END);
    archive.writeLong(count.entries());
    archive.flush();
    return count.report();
  }

  private static void write(
      CacheKey key,
      Tiers tiers,
      Predicate<EntryInfo> filter,
      DataOutputStream archive,
      ArchiveReport.Count count)
      throws IOException {
    Trail trail = new Trail(WaitBudget.unlimited());
    Artifact artifact = tiers.stored(key, filter, trail);
    if (artifact == null) {
      trail.steps().stream().map(Trail.Step::outcome).findFirst().ifPresent(count::refused);
      return;
    }
    byte[] header = artifact.sealedHeader(key).orElseThrow();
    long length = header.length + artifact.size();
    archive.writeByte(ENTRY);
    archive.write(key.toBytes());
    archive.writeLong(length);
    archive.write(header);
    archive.write(artifact.array(), artifact.offset(), (int) artifact.size());
    count.done(length);
  }

  /**
   * Stores the entries of an archive in every tier below memory and replaces existing ones. Each is
   * verified first, by what this cache accepts and never by what the archive says. Refused entries
   * are counted in the report, and reading continues. Only one entry at a time is in memory, and no
   * more of it than has arrived.
   *
   * @param in read to its end, and not closed
   * @throws ArchiveException if it is damaged, over a limit or cannot be read; entries stored
   *     before that stay
   * @throws IllegalStateException if the cache stores nothing, as in {@link CacheMode#READ_ONLY}
   * @throws UnsupportedOperationException if the cache was not made by {@link
   *     CompilationCache#builder}
   */
  public static ArchiveReport read(CompilationCache cache, InputStream in, ArchiveLimits limits)
      throws ArchiveException {
    Tiers tiers = tiers(cache);
    if (tiers.notes().isEmpty()) {
      throw new IllegalStateException(
          "This cache stores nothing below memory (mode "
              + cache.mode().id()
              + "), so an archive cannot be imported");
    }
    return new ArchiveReader(in, limits, tiers::restore).read();
  }

  private static Tiers tiers(CompilationCache cache) {
    if (cache instanceof TieredCache tiered) {
      return tiered.tiers();
    }
    throw new UnsupportedOperationException(
        "Only a cache made by CompilationCache.builder() can be archived, not a "
            + cache.getClass().getName());
  }
}
