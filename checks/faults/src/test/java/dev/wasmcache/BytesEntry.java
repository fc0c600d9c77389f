package dev.wasmcache;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/**
 * Bytes that a store returns as an entry.
 *
 * @param size the announced number of bytes
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
