package dev.wasmcache.disk;

import dev.wasmcache.EntryContent;
import java.io.IOException;

/** So many zero bytes. */
class FixedContent implements EntryContent {

  private final int size;

  FixedContent(int size) {
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void writeTo(Sink sink) throws IOException {
    sink.write(0, new byte[size], 0, size);
  }
}
