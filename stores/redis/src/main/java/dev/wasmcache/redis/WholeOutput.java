package dev.wasmcache.redis;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the answer into an array of its own, which grows with what has come. */
final class WholeOutput extends ArrivingOutput<byte[]> {

  private static final long GROWTH = 16;

  private final int longest;
  private byte[] kept = new byte[0];

  /**
   * @param longest the length that was asked for
   */
  WholeOutput(int longest) {
    super(null);
    this.longest = longest;
  }

  /** The result is the answer; null if the server said that there is nothing. */
  @Override
  public synchronized void set(@Nullable ByteBuffer bytes) {
    if (bytes == null || sealed()) {
      output = null;
      return;
    }
    // If a part was kept, so that the array has grown, all of it was announced.
    byte[] whole = kept.length == bytes.remaining() ? kept : Arrays.copyOf(kept, bytes.remaining());
    complete(bytes, whole);
    output = whole;
  }

  /** Keeps nothing more, and returns what has come. */
  synchronized byte[] came() {
    return Arrays.copyOf(kept, seal());
  }

  @Override
  boolean fits(long length) {
    return length <= longest;
  }

  @Override
  byte[] room(int needed, int length) {
    if (kept.length < needed) {
      // An announced length is no reason to allocate it.
      kept = Arrays.copyOf(kept, (int) Math.min(length, GROWTH * needed));
    }
    return kept;
  }

  @Override
  int position() {
    return 0;
  }
}
