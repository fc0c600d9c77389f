package dev.wasmcache;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An entry that a store has opened. For one thread; closed by the caller that opened it. */
public interface StoredEntry extends Closeable {

  /** Returns the size of the entry according to the store: nothing else limits how much is read. */
  long size();

  /**
   * Returns a stream of the bytes of the entry, always the same one. A read may return fewer bytes
   * than requested. Closed with the entry.
   */
  InputStream content();

  /**
   * Reads the whole entry into an array, for a store that already has it in one or fills one better
   * than a reader of {@link #content} does. Called at most once, instead of {@code content}, and
   * only if {@link #size} is within the limits.
   *
   * @param arrival receives the progress, while the rest is on its way, from a store that has to
   *     wait for the bytes
   * @return the entry as a buffer over an array that belongs to the caller from now on: it is
   *     verified and handed out in place, so no other code may write to the array. Its length
   *     differs from {@code size} if that is what the store found. If it is empty, which is the
   *     default, {@code content} is read
   * @throws IOException if the store failed
   */
  default Optional<ByteBuffer> readWhole(Arrival arrival) throws IOException {
    return Optional.empty();
  }

  /**
   * Deletes this entry, if the key still holds the entry that was opened here. A no-op if it has
   * been replaced or deleted in the meantime.
   *
   * @throws IOException if it may still be there
   */
  void discard() throws IOException;

  /** Releases its resources. Does not fail because of a failed read. */
  @Override
  void close() throws IOException;
}
