package dev.wasmcache.redis;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer directly to the piece's position in the entry, without an array of its own or a
 * copy. An answer of the wrong length is not written.
 */
final class PieceOutput extends ArrivingOutput<Integer> {

  private final byte[] target;
  private final int position;
  private final int length;

  /**
   * @param target must not be read before the answer has arrived or was sealed
   */
  PieceOutput(byte[] target, int position, int length) {
    super(0);
    this.target = target;
    this.position = position;
    this.length = length;
  }

  /** The result is the number of bytes in the answer. */
  @Override
  public synchronized void set(@Nullable ByteBuffer bytes) {
    int there = bytes == null ? 0 : bytes.remaining();
    if (bytes != null && there == length && !sealed()) {
      complete(bytes, target);
    }
    output = there;
  }

  @Override
  boolean fits(long announced) {
    return announced == length;
  }

  @Override
  byte[] room(int needed, int announced) {
    return target;
  }

  @Override
  int position() {
    return position;
  }
}
