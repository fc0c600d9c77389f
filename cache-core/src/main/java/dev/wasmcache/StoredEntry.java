package dev.wasmcache;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An entry that a store has opened. For one thread; closed by who asked for it. */
public interface StoredEntry extends Closeable {

  /** Answers how many bytes the store says the entry has: nothing else limits what is read. */
  long size();

  /**
   * Answers the bytes of the entry, always the same stream. It may answer fewer bytes than asked
   * for. Closed with the entry.
   */
  InputStream content();

  /**
   * Reads the whole entry into an array, for a store that has it in one or fills one better than a
   * reader of {@link #content} does. Asked at most once, in the place of {@code content}; and only
   * if {@link #size} is within the limits.
   *
   * @param arrival told how far the bytes have come, while others come; by a store that has to wait
   *     for them
   * @return the entry as a buffer over an array that is the caller's from now on: it is verified
   *     and handed out where it lies, so nobody else may write there any more. Of another length
   *     than {@code size} if that is what the store found. Empty, as by default: {@code content} is
   *     read
   * @throws IOException if the store failed
   */
  default Optional<ByteBuffer> readWhole(Arrival arrival) throws IOException {
    return Optional.empty();
  }

  /**
   * Deletes this entry, if what is stored under its key is still what was opened here. A no-op if
   * it has been replaced or deleted meanwhile.
   *
   * @throws IOException if it may still be there
   */
  void discard() throws IOException;

  /** Frees what is held. Does not fail because of a failed read. */
  @Override
  void close() throws IOException;
}
