package dev.wasmcache;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Digests the body of an entry while it arrives. From the unverified header it takes only where the
 * body starts; the digest is compared when the whole entry has arrived.
 */
final class ArrivingBody implements Arrival {

  private final Integrity integrity;
  private byte @Nullable [] seen;
  private Integrity.@Nullable BodyDigest digest;
  private int begin;
  private int end;

  ArrivingBody(Integrity integrity) {
    this.integrity = integrity;
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
      begin = from + EntryHeader.size(front, integrity);
      end = begin;
      digest = integrity.newBodyDigest();
    } catch (BadEntryException e) {
      // The reader of the entry finds the same problem, and reports it.
    }
  }

  private void goOn(byte[] array, int to) {
    Integrity.BodyDigest begun = digest;
    if (begun != null && to > end) {
      begun.update(array, end, to - end);
      end = to;
    }
  }

  /**
   * Returns the digest of a body that has arrived, continuing from what was digested before, if
   * anything.
   */
  byte[] digest(byte[] array, int from, int length) {
    boolean mine = array == seen && from == begin && end <= from + length;
    Integrity.BodyDigest begun = digest;
    if (begun == null || !mine) {
      begun = integrity.newBodyDigest();
      begun.update(array, from, length);
    } else {
      begun.update(array, end, from + length - end);
    }
    return begun.value();
  }
}
