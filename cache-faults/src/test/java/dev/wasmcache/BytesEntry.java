package dev.wasmcache;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/**
 * Bytes that a store says are an entry.
 *
 * @param size how many the store says there are
 */
record BytesEntry(InputStream content, long size) implements StoredEntry {

  BytesEntry(byte[] bytes, long size) {
    this(new ByteArrayInputStream(bytes), size);
  }

  @Override
  public boolean discard() {
    return false;
  }

  @Override
  public void close() {}
}
