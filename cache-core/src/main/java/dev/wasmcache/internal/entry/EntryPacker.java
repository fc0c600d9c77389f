package dev.wasmcache.internal.entry;

import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Compresses the body of an entry for a tier on a network; the header stays as it is. Immutable and
 * safe for concurrent use.
 */
public final class EntryPacker {

  // Measured on compiled modules (RATIONALE.md).
  private static final int LEVEL = 6;

  /** A body is stored as it is unless this part of it is saved. */
  private static final int PART_TO_SAVE = 16;

  // What a body is expected to need; more is allocated if that is not enough.
  private static final int EXPECTED_PART = 2;

  private final Authenticator authenticator;

  public EntryPacker(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /**
   * Returns an entry with its body compressed; the same entry if that does not make it smaller, if
   * the heap has no room for that, or if this is not an entry.
   */
  public EntryBytes pack(EntryBytes entry) {
    try {
      return packed(entry);
    } catch (OutOfMemoryError e) {
      return entry;
    }
  }

  private EntryBytes packed(EntryBytes entry) {
    byte[] plain = entry.array();
    int headerSize = headerSize(plain);
    int bodyLength = plain.length - headerSize;
    int most = bodyLength - Math.max(EntryEnvelope.SIZE, bodyLength / PART_TO_SAVE);
    if (headerSize == 0 || most <= 0) {
      return entry;
    }
    byte[] packed = packed(plain, headerSize, EntryEnvelope.SIZE + headerSize + most);
    if (packed.length == 0) {
      return entry;
    }
    EntryEnvelope.write(packed);
    System.arraycopy(plain, 0, packed, EntryEnvelope.SIZE, headerSize);
    return new EntryBytes(packed);
  }

  /** Returns 0 if this is not an entry, as when a damaged file is copied. */
  private int headerSize(byte[] entry) {
    if (entry.length < EntryHeader.FIXED_SIZE) {
      return 0;
    }
    try {
      int size = EntryHeader.size(entry, authenticator);
      return size > entry.length ? 0 : size;
    } catch (BadEntryException e) {
      return 0;
    }
  }

  /**
   * Compresses the body, and leaves room for what comes before it.
   *
   * @param most the most bytes that may come of it, including that room
   * @return empty if there would be more
   */
  private static byte[] packed(byte[] plain, int headerSize, int most) {
    int position = EntryEnvelope.SIZE + headerSize;
    byte[] target = new byte[position + (most - position) / EXPECTED_PART];
    Deflater deflater = new Deflater(LEVEL, true);
    try {
      deflater.setInput(plain, headerSize, plain.length - headerSize);
      deflater.finish();
      while (!deflater.finished()) {
        if (position == target.length) {
          if (target.length == most) {
            return new byte[0];
          }
          target = Arrays.copyOf(target, most);
        }
        // In slices: while one is compressed, the collector may have to wait.
        int room = Math.min(EntrySlices.SIZE, target.length - position);
        position += deflater.deflate(target, position, room);
      }
    } finally {
      deflater.end();
    }
    return Arrays.copyOf(target, position);
  }
}
