package dev.wasmcache.redis;

import dev.wasmcache.EntryContent;
import java.io.IOException;

/** An entry with these bytes. */
record FixedEntry(byte[] bytes) implements EntryContent {

  /** So many zero bytes. */
  FixedEntry(int length) {
    this(new byte[length]);
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void writeTo(Sink sink) throws IOException {
    sink.write(0, bytes, 0, bytes.length);
  }
}
