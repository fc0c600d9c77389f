package dev.wasmcache.sample.functions;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the first bytes that are written and drops the rest. */
final class CappedOutput extends OutputStream {

  private final long maximumBytes;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  CappedOutput(long maximumBytes) {
    this.maximumBytes = maximumBytes;
  }

  @Override
  public void write(int b) {
    if (kept.size() < maximumBytes) {
      kept.write(b);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    kept.write(bytes, offset, (int) Math.min(length, maximumBytes - kept.size()));
  }

  String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }
}
