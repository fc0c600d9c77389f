package dev.wasmcache.redis;

import dev.wasmcache.StoredEntry;
import java.io.IOException;
import java.io.InputStream;

/** An entry whose first bytes are in hand. */
record RedisEntry(long size, InputStream content, Discard whenBad) implements StoredEntry {

  @Override
  public void discard() throws IOException {
    whenBad.discard();
  }

  @Override
  public void close() throws IOException {
    content.close();
  }

  /** Deletes what was read, if it is still there. */
  interface Discard {
    void discard() throws IOException;
  }
}
