package dev.wasmcache;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

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
