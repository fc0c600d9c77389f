package dev.wasmcache.internal.entry;

import dev.wasmcache.CacheKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a compressed entry from an array while it arrives there. For one thread. Has memory
 * outside of the heap until it is closed.
 */
final class Unpacking implements AutoCloseable {

  private final Unpacker unpacker;
  private final CacheKey key;
  private final byte[] array;
  private final int from;
  private int position;
  private @Nullable BodyInflater body;

  /**
   * @param from where the envelope starts in the array
   */
  Unpacking(Unpacker unpacker, CacheKey key, byte[] array, int from) {
    this.unpacker = unpacker;
    this.key = key;
    this.array = array;
    this.from = from;
    this.position = from;
  }

  /** Whether it unpacks the entry that is here, and is not ahead of it. */
  @SuppressWarnings("ReferenceEquality") // Equal bytes elsewhere are not what was unpacked.
  boolean isOf(byte[] other, int start, int end) {
    return other == array && start == from && position <= end;
  }

  /**
   * Unpacks what has arrived since the last call. Before the whole header has, that is nothing.
   *
   * @param to the end of what has arrived
   * @throws BadEntryException if it must not be handed out
   */
  void advance(int to) throws BadEntryException {
    BodyInflater begun = body;
    if (begun == null) {
      int header = from + EntryEnvelope.SIZE;
      if (to < header + EntryHeader.FIXED_SIZE) {
        return;
      }
      EntryEnvelope.check(array, from, to);
      byte[] fixed = Arrays.copyOfRange(array, header, header + EntryHeader.FIXED_SIZE);
      int end = header + EntryHeader.size(fixed, unpacker.authenticator());
      if (to < end) {
        return;
      }
      begun = unpacker.begin(key, Arrays.copyOfRange(array, header, end), to - from);
      body = begun;
      position = end;
    }
    int start = position;
    position = Math.max(start, to);
    begun.add(array, start, position - start);
  }

  /**
   * Returns the entry when all of it has arrived.
   *
   * @param to the end of the entry
   * @throws BadEntryException if it must not be handed out
   */
  VerifiedEntry end(int to) throws BadEntryException {
    advance(to);
    BodyInflater begun = body;
    if (begun == null) {
      throw EntryReader.shorterThanHeader();
    }
    return begun.end();
  }

  @Override
  public void close() {
    BodyInflater begun = body;
    if (begun != null) {
      begun.close();
    }
  }
}
