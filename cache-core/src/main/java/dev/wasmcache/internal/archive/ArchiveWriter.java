package dev.wasmcache.internal.archive;

import dev.wasmcache.CacheKey;
import dev.wasmcache.admin.ArchiveReport;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
public final class ArchiveWriter {

  public static final byte[] MAGIC = "WASMARCH".getBytes(StandardCharsets.US_ASCII);
  public static final int VERSION = 1;
  public static final int ENTRY = 1;
  public static final int END = 2;

  private static final int PAGE = 1000;

  private final Source source;
  private final DataOutputStream archive;
  private final ArchiveCount count = new ArchiveCount();

  /** Where the entries come from. */
  public interface Source {

    /** Returns the keys after one, in ascending order. */
    List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException;

    /** Returns a verified entry as it is stored; counts one that is refused. */
    Optional<Stored> stored(CacheKey key, ArchiveCount count);
  }

  /**
   * A verified entry as it is stored.
   *
   * @param header the encoded header
   * @param array holds the body
   * @param offset where the body starts
   * @param length the size of the body in bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Stored(byte[] header, byte[] array, int offset, int length) {}

  /**
   * @param out not closed
   */
  public ArchiveWriter(Source source, OutputStream out) {
    this.source = source;
    this.archive = new DataOutputStream(out);
  }

  /** Writes all entries of the source, one at a time in memory. */
  public ArchiveReport write() throws IOException {
    archive.write(MAGIC);
    archive.writeShort(VERSION);
    List<CacheKey> page = source.keys(null, PAGE);
    while (!page.isEmpty()) {
      for (CacheKey key : page) {
        Optional<Stored> stored = source.stored(key, count);
        if (stored.isPresent()) {
          write(key, stored.get());
        }
      }
      page = source.keys(page.get(page.size() - 1), PAGE);
    }
    archive.writeByte(END);
    archive.writeLong(count.entries());
    archive.flush();
    return count.report();
  }

  private void write(CacheKey key, Stored stored) throws IOException {
    long length = (long) stored.header().length + stored.length();
    archive.writeByte(ENTRY);
    archive.write(key.toBytes());
    archive.writeLong(length);
    archive.write(stored.header());
    archive.write(stored.array(), stored.offset(), stored.length());
    count.done(length);
  }
}
