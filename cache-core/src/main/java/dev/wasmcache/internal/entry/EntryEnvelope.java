package dev.wasmcache.internal.entry;

import dev.wasmcache.stats.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The envelope of an entry whose body is compressed, as tiers on a network store it.
 *
 * <pre>
 * packed entry = envelope header packed-body
 * envelope     = magic version codec reserved
 * magic        = "WASMCACZ"
 * version      = 16 bits, 2
 * codec        = 8 bits: 1 deflate (RFC 1951)
 * reserved     = 40 bits, 0
 * header       = that of the entry before it was compressed, unchanged: see EntryHeader
 * packed-body  = the body, compressed; ends where the entry ends
 * </pre>
 *
 * Digest and authenticator cover the body that is handed out, so that an entry keeps its header in
 * every tier. Nothing covers the envelope: it is trusted to choose the codec, and for nothing else.
 */
final class EntryEnvelope {

  static final int SIZE = 8 + 2 + 1 + 5;

  private static final byte[] MAGIC = "WASMCACZ".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 2;
  private static final int DEFLATE = 1;

  private static final byte[] BYTES =
      ByteBuffer.allocate(SIZE).put(MAGIC).putShort((short) VERSION).put((byte) DEFLATE).array();

  private EntryEnvelope() {}

  /** Whether these bytes start with an envelope, of whatever version. */
  static boolean startsAt(byte[] array, int from, int to) {
    int end = from + MAGIC.length;
    return end <= to && Arrays.equals(array, from, end, MAGIC, 0, MAGIC.length);
  }

  /**
   * Checks the rest of an envelope.
   *
   * @param bytes start with one
   * @throws BadEntryException if the reader cannot unpack what follows
   */
  static void check(byte[] bytes, int from, int to) throws BadEntryException {
    if (to - from < SIZE) {
      throw new BadEntryException(Outcome.CORRUPT, "it is shorter than its envelope");
    }
    ByteBuffer envelope = ByteBuffer.wrap(bytes, from, SIZE);
    int version = envelope.getShort(from + MAGIC.length);
    if (version != VERSION) {
      throw new BadEntryException(Outcome.STALE, "its envelope is version " + version);
    }
    int codec = envelope.get(from + MAGIC.length + 2);
    if (codec != DEFLATE) {
      throw new BadEntryException(Outcome.STALE, "it is compressed by codec " + codec);
    }
    if (!Arrays.equals(bytes, from, from + SIZE, BYTES, 0, SIZE)) {
      throw new BadEntryException(Outcome.CORRUPT, "the reserved bytes of its envelope are not 0");
    }
  }

  /** Writes the envelope of a compressed entry to the start of an array. */
  static void write(byte[] target) {
    System.arraycopy(BYTES, 0, target, 0, SIZE);
  }
}
