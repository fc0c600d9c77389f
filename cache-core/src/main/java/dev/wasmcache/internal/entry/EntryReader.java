package dev.wasmcache.internal.entry;

import dev.wasmcache.CacheKey;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads an entry and hands it out only if all of it is valid.
 *
 * <p>The checks come in this order: size within limits, header, authenticator, key, length. Only
 * then is the body allocated, once, and read exactly to its end. If a store hands over the entry in
 * an array, the length of the array is checked first, and then the rest in the same order. For a
 * compressed entry see {@link Unpacker}.
 */
public final class EntryReader {

  // Enough for nearly every header, with little of the body to copy. An entry that is no longer
  // than a slice is read in one go instead, and handed out in place.
  private static final int FRONT = 4 * 1024;

  private final Authenticator authenticator;
  private final long maximumBytes;
  // Null where no entry is compressed.
  private final @Nullable Unpacker unpacker;

  private EntryReader(Authenticator authenticator, long maximumBytes, @Nullable Unpacker unpacker) {
    this.authenticator = authenticator;
    this.maximumBytes = maximumBytes;
    this.unpacker = unpacker;
  }

  /**
   * Makes a reader of entries in files and archives, where none is compressed.
   *
   * @param maximumBytes the largest body that is read
   */
  public EntryReader(Authenticator authenticator, long maximumBytes) {
    this(authenticator, maximumBytes, null);
  }

  /**
   * Makes a reader of entries that come from a network, where some are compressed.
   *
   * @param maximumBytes the largest body that is read, before and after it is unpacked
   */
  public static EntryReader ofNetwork(Authenticator authenticator, long maximumBytes) {
    return new EntryReader(authenticator, maximumBytes, new Unpacker(authenticator, maximumBytes));
  }

  /** Returns a digest for an entry that has not arrived yet, for one read. The caller closes it. */
  public ArrivingBody expect(CacheKey key) {
    return new ArrivingBody(key, authenticator, unpacker);
  }

  /**
   * Reads the whole entry.
   *
   * @throws BadEntryException if it must not be handed out
   * @throws IOException if the store failed
   */
  public VerifiedEntry read(CacheKey key, StoredEntry entry) throws IOException {
    try (ArrivingBody arriving = expect(key)) {
      return read(key, entry, arriving);
    }
  }

  /**
   * Reads the whole entry; a part of it may have been digested while it arrived.
   *
   * @throws BadEntryException if it must not be handed out
   * @throws IOException if the store failed
   */
  public VerifiedEntry read(CacheKey key, StoredEntry entry, ArrivingBody arriving)
      throws IOException {
    long size = checkedSize(entry);
    Optional<ByteBuffer> whole = entry.readWhole(arriving);
    if (whole.isEmpty()) {
      return read(readFront(key, entry, size), entry, arriving);
    }
    ByteBuffer bytes = whole.get();
    if (bytes.remaining() != size) {
      throw notAsLongAsSaid();
    }
    int from = bytes.arrayOffset() + bytes.position();
    int to = from + bytes.remaining();
    return unpacker != null && EntryEnvelope.startsAt(bytes.array(), from, to)
        ? arriving.unpacked(unpacker, bytes.array(), from, to)
        : read(key, bytes, arriving);
  }

  private VerifiedEntry read(Front front, StoredEntry entry, ArrivingBody arriving)
      throws IOException {
    if (unpacker != null && front.packedSize() >= 0) {
      return unpacker.read(front, entry.content());
    }
    return front.whole()
        ? readInPlace(front, front.bytes(), 0, arriving)
        : readBody(front, entry.content());
  }

  /**
   * Reads the whole entry if its verified header passes the filter.
   *
   * @throws BadEntryException if it must not be handed out
   * @throws IOException if the store failed
   */
  public Optional<VerifiedEntry> readIf(
      CacheKey key, StoredEntry entry, Predicate<EntryHeader> wanted) throws IOException {
    Front front = readFront(key, entry, checkedSize(entry));
    if (!wanted.test(front.header())) {
      return Optional.empty();
    }
    try (ArrivingBody arriving = expect(key)) {
      return Optional.of(read(front, entry, arriving));
    }
  }

  /**
   * Verifies an entry of an archive that has been read; the artifact uses the same array.
   *
   * @throws BadEntryException if it must not be handed out
   */
  public VerifiedEntry read(CacheKey key, byte[] entry) throws BadEntryException {
    try (ArrivingBody arriving = expect(key)) {
      return read(key, ByteBuffer.wrap(entry), arriving);
    }
  }

  private VerifiedEntry read(CacheKey key, ByteBuffer entry, ArrivingBody arriving)
      throws BadEntryException {
    int size = entry.remaining();
    byte[] front = copyOfFront(entry, Math.min(FRONT, size));
    int headerSize = headerSize(front, front.length, size);
    if (headerSize > front.length) {
      front = copyOfFront(entry, headerSize);
    }
    Front checked = checked(key, front, headerSize, size, true);
    return readInPlace(checked, entry.array(), entry.arrayOffset() + entry.position(), arriving);
  }

  private static byte[] copyOfFront(ByteBuffer entry, int length) {
    byte[] front = new byte[length];
    entry.duplicate().get(front);
    return front;
  }

  /** The entry has already been read to its end: the body is handed out in place. */
  private VerifiedEntry readInPlace(Front front, byte[] array, int offset, ArrivingBody arriving)
      throws BadEntryException {
    int length = (int) front.header().bodyLength();
    int from = offset + front.headerSize();
    return verified(arriving.digest(array, from, length), front, array, from);
  }

  private VerifiedEntry readBody(Front front, InputStream content) throws IOException {
    EntryHeader header = front.header();
    byte[] body = allocate((int) header.bodyLength());
    int position = front.bytes().length - front.headerSize();
    System.arraycopy(front.bytes(), front.headerSize(), body, 0, position);
    Authenticator.BodyDigest digest = authenticator.newBodyDigest();
    digest.update(body, 0, position);
    while (position < body.length) {
      int slice = EntrySlices.length(front.headerSize() + (long) position);
      int read = content.readNBytes(body, position, Math.min(slice, body.length - position));
      if (read == 0) {
        throw new BadEntryException(Outcome.CORRUPT, "it ends before its stated length");
      }
      digest.update(body, position, read);
      position += read;
    }
    if (content.read() != -1) {
      throw new BadEntryException(Outcome.CORRUPT, "it continues after its end");
    }
    return verified(digest.value(), front, body, 0);
  }

  private static VerifiedEntry verified(byte[] digest, Front front, byte[] array, int offset)
      throws BadEntryException {
    return verified(digest, front.header(), front.sealedHeader(), array, offset);
  }

  /**
   * Returns an entry if the digest of its body is the one that its header says.
   *
   * @throws BadEntryException if it is not
   */
  static VerifiedEntry verified(
      byte[] digest, EntryHeader header, byte[] sealedHeader, byte[] array, int offset)
      throws BadEntryException {
    if (!MessageDigest.isEqual(digest, header.bodyDigest())) {
      throw new BadEntryException(Outcome.CORRUPT, "the digest of its body does not match");
    }
    return new VerifiedEntry(array, offset, header, sealedHeader);
  }

  /** Reads and verifies the header alone. */
  public EntryHeader readHeader(CacheKey key, StoredEntry entry) throws IOException {
    return readFront(key, entry, checkedSize(entry)).header();
  }

  private void requireWithinLimits(long size) throws BadEntryException {
    if (size > maximumBytes + EntryEnvelope.SIZE + EntryHeader.MAXIMUM_SIZE) {
      throw tooLarge(size);
    }
  }

  static BadEntryException notAsLongAsSaid() {
    return new BadEntryException(Outcome.CORRUPT, "it is not as long as its store says");
  }

  private long checkedSize(StoredEntry entry) throws BadEntryException {
    long size = entry.size();
    requireWithinLimits(size);
    return size;
  }

  private Front readFront(CacheKey key, StoredEntry entry, long size) throws IOException {
    boolean whole = size <= EntrySlices.SIZE;
    // One byte more than expected: its absence shows the end without another read.
    byte[] front = new byte[whole ? (int) size + 1 : FRONT];
    int read = entry.content().readNBytes(front, 0, front.length);
    if (read != (whole ? size : FRONT)) {
      throw notAsLongAsSaid();
    }
    Unpacker packed = unpacker != null && EntryEnvelope.startsAt(front, 0, read) ? unpacker : null;
    int envelope = packed == null ? 0 : EntryEnvelope.SIZE;
    if (packed != null) {
      EntryEnvelope.check(front, 0, read);
      front = Arrays.copyOfRange(front, envelope, read);
      read -= envelope;
    }
    int headerSize = headerSize(front, read, size - envelope);
    if (headerSize > front.length) {
      front = Arrays.copyOf(front, headerSize);
      readFully(entry.content(), front, read);
    }
    return packed == null
        ? checked(key, front, headerSize, size, whole)
        : packed.checked(key, front, headerSize, size, whole);
  }

  private int headerSize(byte[] front, int read, long size) throws BadEntryException {
    if (read < EntryHeader.FIXED_SIZE) {
      throw new BadEntryException(Outcome.CORRUPT, "it is shorter than a header");
    }
    int headerSize = EntryHeader.size(front, authenticator);
    if (headerSize > size) {
      throw shorterThanHeader();
    }
    return headerSize;
  }

  static BadEntryException shorterThanHeader() {
    return new BadEntryException(Outcome.CORRUPT, "it is shorter than its header");
  }

  /**
   * Reads a header after its authenticator has been checked, and its key.
   *
   * @throws BadEntryException if one of them is not right
   */
  static EntryHeader verified(CacheKey key, byte[] front, Authenticator authenticator)
      throws BadEntryException {
    EntryHeader header = EntryHeader.decode(front, authenticator);
    if (!header.key().equals(key)) {
      throw new BadEntryException(authenticator.otherKey(), "it belongs to key " + header.key());
    }
    return header;
  }

  private Front checked(CacheKey key, byte[] front, int headerSize, long size, boolean whole)
      throws BadEntryException {
    EntryHeader header = verified(key, front, authenticator);
    if (header.bodyLength() != size - headerSize) {
      throw new BadEntryException(Outcome.CORRUPT, "its length is not what its header says");
    }
    if (header.bodyLength() > maximumBytes) {
      throw tooLarge(size);
    }
    return new Front(header, headerSize, front, whole, -1);
  }

  private BadEntryException tooLarge(long size) {
    return BadEntryException.tooLarge("it has " + size + " bytes; the limit is " + maximumBytes);
  }

  private static void readFully(InputStream content, byte[] target, int from) throws IOException {
    int wanted = target.length - from;
    if (content.readNBytes(target, from, wanted) < wanted) {
      throw new BadEntryException(Outcome.CORRUPT, "it ends before its stated length");
    }
  }

  static byte[] allocate(int length) throws BadEntryException {
    try {
      // Not 'new byte[length]': until the JVM's second compiler has compiled this, that clears the
      // memory word by word, which for a megabyte takes as long as its checksum.
      return (byte[]) Array.newInstance(byte.class, length);
    } catch (OutOfMemoryError e) {
      // Nothing else has been allocated: without this array the JVM is as healthy as before.
      throw BadEntryException.tooLarge("the heap has no room for its " + length + " bytes");
    }
  }

  /**
   * A verified header and the first bytes of the entry, which extend beyond the header.
   *
   * @param packedSize the size of the compressed body; negative if it is not compressed
   */
  @SuppressWarnings("ArrayRecordComponent") // Seen by one method, compared by none.
  record Front(EntryHeader header, int headerSize, byte[] bytes, boolean whole, long packedSize) {

    byte[] sealedHeader() {
      return Arrays.copyOf(bytes, headerSize);
    }
  }
}
