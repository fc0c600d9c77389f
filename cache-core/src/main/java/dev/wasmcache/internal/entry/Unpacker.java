package dev.wasmcache.internal.entry;

import dev.wasmcache.CacheKey;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads entries whose body is compressed. The checks come in the order of {@link EntryReader}: the
 * header is verified, and its length within the limit, before the body is allocated; the packed
 * bytes then have to give exactly that. Immutable and safe for concurrent use.
 */
final class Unpacker {

  private final Authenticator authenticator;
  private final long maximumBytes;

  Unpacker(Authenticator authenticator, long maximumBytes) {
    this.authenticator = authenticator;
    this.maximumBytes = maximumBytes;
  }

  Authenticator authenticator() {
    return authenticator;
  }

  /**
   * Begins to unpack a body whose header has arrived. The caller closes it.
   *
   * @param sealedHeader the whole header, not verified
   * @param size the stored size, as far as it is known
   * @throws BadEntryException if it must not be handed out
   */
  BodyInflater begin(CacheKey key, byte[] sealedHeader, long size) throws BadEntryException {
    return begin(header(key, sealedHeader, size), sealedHeader);
  }

  private BodyInflater begin(EntryHeader header, byte[] sealedHeader) throws BadEntryException {
    byte[] body = EntryReader.allocate((int) header.bodyLength());
    return new BodyInflater(header, sealedHeader, body, authenticator);
  }

  private EntryHeader header(CacheKey key, byte[] front, long size) throws BadEntryException {
    EntryHeader header = EntryReader.verified(key, front, authenticator);
    if (header.bodyLength() < 0) {
      throw new BadEntryException(Outcome.CORRUPT, "a length in its header is impossible");
    }
    if (header.bodyLength() > maximumBytes) {
      throw BadEntryException.tooLarge(
          "it has %d bytes, stored as %d; the limit is %d"
              .formatted(header.bodyLength(), size, maximumBytes));
    }
    return header;
  }

  /** As in {@link EntryReader}, for the front of an entry without its envelope. */
  EntryReader.Front checked(CacheKey key, byte[] front, int headerSize, long size, boolean whole)
      throws BadEntryException {
    long packedSize = size - EntryEnvelope.SIZE - headerSize;
    return new EntryReader.Front(header(key, front, size), headerSize, front, whole, packedSize);
  }

  /** Reads a body as a stream, and no more of it than its stated length. */
  VerifiedEntry read(EntryReader.Front front, InputStream content) throws IOException {
    int inHand = front.bytes().length - front.headerSize();
    try (BodyInflater body = begin(front.header(), front.sealedHeader())) {
      body.add(front.bytes(), front.headerSize(), inHand);
      if (!front.whole()) {
        addRest(body, content, front.packedSize() - inHand);
      }
      return body.end();
    }
  }

  private static void addRest(BodyInflater body, InputStream content, long length)
      throws IOException {
    byte[] slice = new byte[EntrySlices.SIZE];
    for (long left = length; left > 0; ) {
      int read = content.readNBytes(slice, 0, (int) Math.min(slice.length, left));
      if (read == 0) {
        throw EntryReader.notAsLongAsSaid();
      }
      body.add(slice, 0, read);
      left -= read;
    }
    if (content.read() != -1) {
      throw EntryReader.notAsLongAsSaid();
    }
  }
}
