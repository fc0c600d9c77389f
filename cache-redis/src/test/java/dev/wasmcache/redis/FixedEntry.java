package dev.wasmcache.redis;

import dev.wasmcache.EntryContent;
import java.io.IOException;

/** So many zero bytes. */
record FixedEntry(int length) implements EntryContent {

  @Override
  public long size() {
    return length;
  }

  @Override
  public void writeTo(Sink sink) throws IOException {
    sink.write(0, new byte[length], 0, length);
  }
}
