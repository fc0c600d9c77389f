package dev.wasmcache;

import java.io.IOException;

/**
 * The bytes of an entry that a store is to keep.
 *
 * <p>The front of an entry holds a digest of the rest, so it is known last: the parts come in any
 * order, each byte once. They can be taken once.
 */
public interface EntryContent {

  /** Answers how many bytes the entry has. */
  long size();

  /**
   * Hands every byte to a sink. When it returns, {@link #size()} bytes have been written.
   *
   * @throws IOException if the sink failed, or the source of the bytes did
   */
  void writeTo(Sink sink) throws IOException;

  /** Where the parts of an entry go. */
  @FunctionalInterface
  interface Sink {

    /**
     * Takes a part of the entry. The array is the caller's and may change afterwards.
     *
     * @param position where in the entry the part begins
     * @throws IOException if it could not be written; the entry is not stored then
     */
    void write(long position, byte[] source, int offset, int length) throws IOException;
  }
}
