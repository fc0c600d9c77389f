package dev.wasmcache.redis;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The header of the value that is stored under the key of an entry.
 *
 * <pre>
 * value       = "WR" version form chunk-bytes size write-id [ entry ]
 * version     = 8 bits, 1
 * form        = 8 bits: 0 the entry follows, 1 it lies in chunks
 * chunk-bytes = 32 bits, the size of each chunk but the last; 0 if there are none
 * size        = 64 bits, of the entry
 * write-id    = 16 random bytes, the same for everything that one write stored
 * </pre>
 *
 * Numbers are big endian. The keys of chunks contain the write id, and this value is written after
 * the chunks: a reader of this value finds all chunks of the same write, or notices that some are
 * missing.
 */
record EntryFrame(int chunkBytes, long size, long idHigh, long idLow) {

  static final int SIZE = 32;
  static final int SMALLEST_CHUNK = 64 * 1024;
  static final int LARGEST_CHUNK = 16 * 1024 * 1024;

  private static final short MAGIC = 'W' << 8 | 'R';
  private static final byte VERSION = 1;
  private static final byte WHOLE = 0;
  private static final byte CHUNKED = 1;

  /** Creates the frame of a new write. */
  static EntryFrame create(int chunkBytes, long size) {
    // It only needs to be unique; guessing it gains nothing.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new EntryFrame(chunkBytes, size, random.nextLong(), random.nextLong());
  }

  boolean chunked() {
    return chunkBytes > 0;
  }

  int chunks() {
    return chunked() ? (int) ((size + chunkBytes - 1) / chunkBytes) : 0;
  }

  String writeId() {
    return "%016x%016x".formatted(idHigh, idLow);
  }

  /** Returns the frame, followed by room for so many bytes. */
  byte[] encode(int room) {
    return ByteBuffer.allocate(SIZE + room)
        .putShort(MAGIC)
        .put(VERSION)
        .put(chunked() ? CHUNKED : WHOLE)
        .putInt(chunkBytes)
        .putLong(size)
        .putLong(idHigh)
        .putLong(idLow)
        .array();
  }

  /** Reads a frame; null if there is none. No announced size causes an allocation. */
  static @Nullable EntryFrame decode(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    if (value.length < SIZE || buffer.getShort() != MAGIC || buffer.get() != VERSION) {
      return null;
    }
    byte form = buffer.get();
    int chunkBytes = buffer.getInt();
    EntryFrame frame =
        new EntryFrame(chunkBytes, buffer.getLong(), buffer.getLong(), buffer.getLong());
    boolean possible =
        form == WHOLE
            ? chunkBytes == 0
            : form == CHUNKED
                && chunkBytes >= SMALLEST_CHUNK
                && chunkBytes <= LARGEST_CHUNK
                && frame.size > 0;
    return possible && frame.size >= 0 && frame.size <= Integer.MAX_VALUE ? frame : null;
  }
}
