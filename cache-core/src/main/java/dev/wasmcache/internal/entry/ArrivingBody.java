package dev.wasmcache.internal.entry;

import dev.wasmcache.Arrival;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Digests the body of an entry while it arrives. From the unverified header it takes only where the
 * body starts; the digest is compared when the whole entry has arrived.
 */
public final class ArrivingBody implements Arrival {

  private final Authenticator authenticator;
  private byte @Nullable [] seen;
  private Authenticator.@Nullable BodyDigest digest;
  private int begin;
  private int end;

  public ArrivingBody(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public void arrived(byte[] array, int from, int to) {
    if (seen == null && to - from >= EntryHeader.FIXED_SIZE) {
      seen = array;
      begin(array, from);
    }
    if (array == seen) {
      goOn(array, to);
    }
  }

  private void begin(byte[] array, int from) {
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
  }

  /**
   * Returns the digest of a body that has arrived, continuing from what was digested before, if
   * anything.
   */
  public byte[] digest(byte[] array, int from, int length) {
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
}
