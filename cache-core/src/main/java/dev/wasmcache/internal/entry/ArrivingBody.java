package dev.wasmcache.internal.entry;

import dev.wasmcache.Arrival;
import dev.wasmcache.CacheKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Digests the body of an entry while it arrives. From the unverified header it takes only where the
 * body starts; the digest is compared when the whole entry has arrived.
 *
 * <p>A compressed body is also unpacked meanwhile, after its header has been verified. Closing this
 * releases the memory for that.
 */
public final class ArrivingBody implements Arrival, AutoCloseable {

  private final CacheKey key;
  private final Authenticator authenticator;
  // Null where no entry is compressed.
  private final @Nullable Unpacker unpacker;
  private byte @Nullable [] seen;
  private Authenticator.@Nullable BodyDigest digest;
  private @Nullable Unpacking unpacking;
  private int begin;
  private int end;

  /**
   * @param unpacker null where no entry is compressed
   */
  ArrivingBody(CacheKey key, Authenticator authenticator, @Nullable Unpacker unpacker) {
    this.key = key;
    this.authenticator = authenticator;
    this.unpacker = unpacker;
  }

  @Override
  public void arrived(byte[] array, int from, int to) {
    if (seen == null && to - from >= EntryHeader.FIXED_SIZE) {
      seen = array;
      begin(array, from, to);
    }
    if (array == seen) {
      goOn(array, to);
    }
  }

  private void begin(byte[] array, int from, int to) {
    if (unpacker != null && EntryEnvelope.startsAt(array, from, to)) {
      unpacking = new Unpacking(unpacker, key, array, from);
      return;
    }
    try {
      byte[] front = Arrays.copyOfRange(array, from, from + EntryHeader.FIXED_SIZE);
      begin = from + EntryHeader.size(front, authenticator);
      end = begin;
      digest = authenticator.newBodyDigest();
    } catch (BadEntryException e) {
      // The reader of the entry finds the same problem, and reports it.
    }
  }

  private void goOn(byte[] array, int to) {
    Authenticator.BodyDigest begun = digest;
    if (begun != null && to > end) {
      begun.update(array, end, to - end);
      end = to;
    }
    Unpacking packed = unpacking;
    if (packed != null) {
      try {
        packed.advance(to);
      } catch (BadEntryException e) {
        // As above.
        close();
      }
    }
  }

  /**
   * Returns the digest of a body that has arrived, continuing from what was digested before, if
   * anything.
   */
  byte[] digest(byte[] array, int from, int length) {
    boolean mine = array == seen && from == begin && end <= from + length;
    Authenticator.BodyDigest begun = digest;
    if (begun == null || !mine) {
      begun = authenticator.newBodyDigest();
      begun.update(array, from, length);
    } else {
      begun.update(array, end, from + length - end);
    }
    return begun.value();
  }

  /**
   * Returns a compressed entry that has arrived, continuing from what was unpacked before, if
   * anything.
   *
   * @throws BadEntryException if it must not be handed out
   */
  VerifiedEntry unpacked(Unpacker with, byte[] array, int from, int to) throws BadEntryException {
    Unpacking begun = unpacking;
    if (begun == null || !begun.isOf(array, from, to)) {
      close();
      begun = new Unpacking(with, key, array, from);
      unpacking = begun;
    }
    return begun.end(to);
  }

  /** Forgets what has arrived, since the entry is read again. */
  public void restart() {
    close();
    seen = null;
    digest = null;
  }

  /** Idempotent. */
  @Override
  public void close() {
    Unpacking begun = unpacking;
    if (begun != null) {
      begun.close();
      unpacking = null;
    }
  }
}
