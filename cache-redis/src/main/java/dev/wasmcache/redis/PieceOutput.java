package dev.wasmcache.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the answer where the piece belongs in the entry: no array of its own, no copy. What is not
 * as long as it should be is not taken.
 */
final class PieceOutput extends CommandOutput<byte[], byte[], Integer> {

  private final byte[] target;
  private final int position;
  private final int length;

  /**
   * @param target nobody reads it before the answer has come; if it never comes, nobody does at all
   */
  PieceOutput(byte[] target, int position, int length) {
    super(ByteArrayCodec.INSTANCE, 0);
    this.target = target;
    this.position = position;
    this.length = length;
  }

  /** Its result is how many bytes there were. */
  @Override
  public void set(@Nullable ByteBuffer bytes) {
    int there = bytes == null ? 0 : bytes.remaining();
    if (bytes != null && there == length) {
      bytes.get(target, position, length);
    }
    output = there;
  }
}
