package dev.wasmcache.internal.entry;

import dev.wasmcache.stats.Outcome;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks the compressed body of an entry into the one array that is handed out, and digests it
 * while it is in the processor's cache. The packed bytes come in parts, and may be hostile: no more
 * is ever written than the verified header says, and they must end with exactly that.
 *
 * <p>For one thread. Has memory outside of the heap until it is closed.
 */
final class BodyInflater implements AutoCloseable {

  private final EntryHeader header;
  private final byte[] sealedHeader;
  private final Authenticator.BodyDigest digest;
  private final byte[] body;
  // Room for the byte that proves that there is more than the header says.
  private final byte[] beyond = new byte[1];
  private final Inflater inflater = new Inflater(true);
  private int position;

  /**
   * @param header verified, and its length within limits
   * @param sealedHeader the same as it is stored
   * @param body of the length that the header says
   */
  BodyInflater(EntryHeader header, byte[] sealedHeader, byte[] body, Authenticator authenticator) {
    this.header = header;
    this.sealedHeader = sealedHeader;
    this.body = body;
    this.digest = authenticator.newBodyDigest();
  }

  /**
   * Unpacks the next part.
   *
   * @throws BadEntryException if it is not the next part of such a body
   */
  void add(byte[] packed, int offset, int length) throws BadEntryException {
    if (length == 0) {
      return;
    }
    if (inflater.finished()) {
      throw continues();
    }
    inflater.setInput(packed, offset, length);
    while (!inflater.finished() && next()) {}
    if (inflater.getRemaining() > 0) {
      throw continues();
    }
  }

  /** Returns false if there is nothing to unpack until more is added. */
  private boolean next() throws BadEntryException {
    int room = Math.min(EntrySlices.SIZE, body.length - position);
    try {
      if (room > 0) {
        int count = inflater.inflate(body, position, room);
        digest.update(body, position, count);
        position += count;
        return count > 0;
      }
      if (inflater.inflate(beyond) > 0) {
        throw new BadEntryException(
            Outcome.CORRUPT, "its compressed body has more bytes than its header says");
      }
      return false;
    } catch (DataFormatException e) {
      throw new BadEntryException(Outcome.CORRUPT, "its compressed body is damaged");
    }
  }

  private static BadEntryException continues() {
    return new BadEntryException(Outcome.CORRUPT, "it continues after its end");
  }

  /**
   * Returns the entry after its last part.
   *
   * @throws BadEntryException if it is not whole, or not what was digested when it was made
   */
  VerifiedEntry end() throws BadEntryException {
    if (!inflater.finished() || position < body.length) {
      throw new BadEntryException(Outcome.CORRUPT, "its compressed body ends too early");
    }
    return EntryReader.verified(digest.value(), header, sealedHeader, body, 0);
  }

  @Override
  public void close() {
    inflater.end();
  }
}
