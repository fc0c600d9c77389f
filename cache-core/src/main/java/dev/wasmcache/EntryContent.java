package dev.wasmcache;

import dev.wasmcache.internal.entry.EntryBytes;
import java.io.IOException;

/**
 * The bytes of an entry that a store is to keep.
 *
 * <p>The start of an entry contains a digest of the rest, so it is known last. Therefore the parts
 * come in any order, each byte once. They can be read once.
 */
public interface EntryContent {

  /** Returns the size of the entry in bytes. */
  long size();

  /**
   * Hands every byte to a sink. When it returns, {@link #size()} bytes have been written.
   *
   * @throws IOException if the sink failed, or the source of the bytes did
   */
  void writeTo(Sink sink) throws IOException;

  /**
   * Returns all bytes as one array, for a store whose client wants them in order. The array must
   * not be changed: it may be the only copy.
   *
   * @param maximumBytes the most that the store takes
   * @throws StoreException as {@link dev.wasmcache.stats.Outcome#TOO_LARGE}, if there are more
   * @throws IOException if the source of the bytes failed
   */
  default byte[] toArray(long maximumBytes) throws IOException {
    return EntryBytes.of(this, maximumBytes).array();
  }

  /** Receives the parts of an entry. */
  @FunctionalInterface
  interface Sink {

    /**
     * Writes a part of the entry. The array belongs to the caller and may change afterwards.
     *
     * @param position where the part starts in the entry
     * @throws IOException if it could not be written; the entry is not stored then
     */
    void write(long position, byte[] source, int offset, int length) throws IOException;
  }
}
