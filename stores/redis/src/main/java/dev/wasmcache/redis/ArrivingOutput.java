package dev.wasmcache.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An answer of many bytes, which are kept as they come: the client itself hands them out only when
 * the last one is there, and drops them if the connection is lost before. So a reader can see that
 * the answer is on its way, and need not request again what has come.
 *
 * <p>Written by the thread of the connection, read by the one that waits.
 */
abstract class ArrivingOutput<T> extends CommandOutput<byte[], byte[], T> {

  private volatile long heardNanos;
  private volatile boolean heard;
  private volatile long announced;
  private volatile int arrived;
  private boolean sealed;

  ArrivingOutput(@Nullable T initial) {
    super(ByteArrayCodec.INSTANCE, initial);
  }

  /** Notes that bytes came over the connection of this answer, of this one or one before it. */
  final void heard(long nanos) {
    heardNanos = nanos;
    heard = true;
  }

  /** Whether bytes came after a time of {@link System#nanoTime}. */
  final boolean heardAfter(long nanos) {
    return heard && heardNanos - nanos > 0;
  }

  /** Returns when bytes last came, if any did. */
  final long heardNanos() {
    return heardNanos;
  }

  /**
   * Keeps a part of the answer.
   *
   * @param length what the server says is the length of the whole answer
   * @param offset where the part starts in the answer
   */
  final synchronized void keep(long length, long offset, ByteBuf part) {
    if (sealed || offset > arrived || !fits(length)) {
      return;
    }
    int from = (int) offset;
    int count = part.readableBytes();
    byte[] target = room(from + count, (int) length);
    part.getBytes(part.readerIndex(), target, position() + from, count);
    announced = length;
    arrived = from + count;
  }

  /** Adds what was not kept of an answer that is complete. Called with this object's lock held. */
  final void complete(ByteBuffer answer, byte[] target) {
    int there = announced == answer.remaining() ? arrived : 0;
    answer.position(answer.position() + there);
    answer.get(target, position() + there, answer.remaining());
  }

  /** Returns how many bytes of the answer have come so far. */
  final int arrived() {
    return arrived;
  }

  /** Returns the length of the answer according to the server; 0 if none of it has come. */
  final long announced() {
    return announced;
  }

  /**
   * Keeps nothing more, so that what has come no longer changes.
   *
   * @return how many bytes of the answer have come
   */
  final synchronized int seal() {
    sealed = true;
    return arrived;
  }

  /** Whether what comes is no longer wanted. Called with this object's lock held. */
  final boolean sealed() {
    return sealed;
  }

  /** Whether an answer may have this length. */
  abstract boolean fits(long length);

  /** Returns an array with room for so many bytes of the answer. */
  abstract byte[] room(int needed, int length);

  /** Returns where the answer starts in that array. */
  abstract int position();
}
