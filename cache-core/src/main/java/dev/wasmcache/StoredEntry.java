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
   *     verified and handed out in place, unless it is compressed, so no other code may write to
   *     the array. Its length differs from {@code size} if that is what the store found. If it is
   *     empty, which is the default, {@code content} is read
   * @throws IOException if the store failed
   */
  default Optional<ByteBuffer> readWhole(Arrival arrival) throws IOException {
    return Optional.empty();
  }

  /**
   * Opens the entry again, in a way that shares nothing with how this one was opened. Called after
   * this one was closed, if verification refused it, before that is counted or anything is deleted:
   * on a connection whose answers are out of step, each request gets the answer to another one, and
   * what came says nothing of what is stored.
   *
   * @return this very entry if the first answer stands: because there is no other way, as by
   *     default, or because the other way gave the same. Otherwise the entry as the other way gave
   *     it, which may be opened again in turn; empty if there is none
   * @throws IOException if the store failed
   */
  default Optional<StoredEntry> reopen() throws IOException {
    return Optional.of(this);
  }

  /**
   * Deletes this entry, if what is stored under its key is still what was opened here. Does nothing
   * if it has been replaced or deleted meanwhile.
   *
   * @return whether it was deleted
   * @throws IOException if it may still be there
   */
  boolean discard() throws IOException;

  /** Releases its resources. Does not fail because of a failed read. */
  @Override
  void close() throws IOException;
}
