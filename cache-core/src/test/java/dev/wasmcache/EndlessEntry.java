package dev.wasmcache;

import java.io.InputStream;

/** An entry that says it has a terabyte and never ends. */
final class EndlessEntry implements StoredEntry {

  @Override
  public long size() {
    return 1L << 40;
  }

  @Override
  public InputStream content() {
    throw new AssertionError("read, although its size exceeds the limit");
  }

  @Override
  public boolean discard() {
    return false;
  }

  @Override
  public void close() {}
}
