package dev.wasmcache.internal.entry;

import dev.wasmcache.CacheKey;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.admin.EntryInfo;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The header in front of an artifact in every store.
 *
 * <pre>
 * entry         = header body
 * header        = magic version algorithm key-id-length fingerprint-length body-length
 *                 compile-time created-at key body-digest key-id fingerprint padding authenticator
 * magic         = "WASMCACH"
 * version       = 16 bits, 1
 * algorithm     = 8 bits: 1 CRC32C, 2 HMAC-SHA256, 3 Ed25519
 * key-id-length = 8 bits, at most 32
 * fingerprint-length = 32 bits, at most 16384; 0 if not known
 * body-length   = 64 bits
 * compile-time  = 64 bits, nanoseconds; 0 if not known
 * created-at    = 64 bits, milliseconds since 1970
 * key           = 32 bytes, the key under which the entry was put
 * body-digest   = 32 bytes: SHA-256 of the body, or its CRC32C and 28 zero bytes
 * key-id        = ASCII; empty with CRC32C
 * fingerprint   = see FingerprintEncoding
 * padding       = zero bytes, as few as make the header a multiple of 64 bytes long
 * authenticator = 4 bytes (CRC32C), 32 (HMAC-SHA256) or 64 (Ed25519) over every byte of the header
 *                 before it
 * </pre>
 *
 * Numbers are big endian. The body starts at a multiple of the processor's cache line: copying one
 * that does not takes up to a third longer. The digest of the body is in the authenticated header,
 * so that the body's length can be trusted before the body is read.
 */
@SuppressWarnings("ArrayRecordComponent") // Headers are not compared, and the digest not changed.
public record EntryHeader(
    CacheKey key,
    long bodyLength,
    byte[] bodyDigest,
    Duration compileTime,
    Instant createdAt,
    @Nullable Fingerprint fingerprint) {

  /** The fields before the key id. */
  public static final int FIXED_SIZE = 8 + 2 + 1 + 1 + 4 + 3 * 8 + CacheKey.LENGTH + 32;

  private static final byte[] MAGIC = "WASMCACH".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int MAXIMUM_KEY_ID_LENGTH = 32;
  private static final int ALIGNMENT = 64;

  /** The maximum size of a header, for any algorithm. */
  public static final int MAXIMUM_SIZE =
      FIXED_SIZE + MAXIMUM_KEY_ID_LENGTH + Fingerprint.MAXIMUM_ENCODED_SIZE + 64 + ALIGNMENT;

  /** Returns the size of the header of an artifact, which is known before its body. */
  public static int size(Authenticator authenticator, @Nullable Fingerprint fingerprint) {
    return size(authenticator, authenticator.signingKeyId().length(), encode(fingerprint).length);
  }

  private static int size(Authenticator authenticator, int keyIdLength, int fingerprintLength) {
    int unpadded = FIXED_SIZE + keyIdLength + fingerprintLength + authenticator.authenticatorSize();
    return (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Makes a header of an entry whose body has not been digested yet. */
  public static EntryHeader undigested(
      CacheKey key,
      long bodyLength,
      Duration compileTime,
      Instant createdAt,
      @Nullable Fingerprint fingerprint) {
    return new EntryHeader(key, bodyLength, new byte[0], compileTime, createdAt, fingerprint);
  }

  public EntryHeader withDigest(byte[] digest) {
    return new EntryHeader(key, bodyLength, digest, compileTime, createdAt, fingerprint);
  }

  public byte[] encode(Authenticator authenticator) {
    byte[] keyId = authenticator.signingKeyId().getBytes(StandardCharsets.US_ASCII);
    byte[] readable = encode(fingerprint);
    int size = size(authenticator, keyId.length, readable.length);
    int signedLength = size - authenticator.authenticatorSize();
    ByteBuffer header = ByteBuffer.allocate(size);
    header.put(MAGIC).putShort((short) VERSION);
    header.put((byte) authenticator.algorithm()).put((byte) keyId.length).putInt(readable.length);
    header.putLong(bodyLength).putLong(compileTime.toNanos()).putLong(createdAt.toEpochMilli());
    header.put(key.toBytes()).put(bodyDigest).put(keyId).put(readable);
    header.position(signedLength);
    return header.put(authenticator.authenticate(header.array(), signedLength)).array();
  }

  private static byte[] encode(@Nullable Fingerprint fingerprint) {
    return fingerprint == null ? new byte[0] : FingerprintEncoding.encode(fingerprint);
  }

  /**
   * Returns the size of the header that starts with these bytes. Trusts nothing in them except
   * lengths within their limits.
   *
   * @param fixed at least {@link #FIXED_SIZE} bytes
   * @throws BadEntryException if this cannot be a header that the reader accepts
   */
  public static int size(byte[] fixed, Authenticator authenticator) throws BadEntryException {
    if (!Arrays.equals(fixed, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new BadEntryException(
          Outcome.CORRUPT, "it does not start with the magic bytes of an entry");
    }
    ByteBuffer header = ByteBuffer.wrap(fixed);
    int version = header.getShort(8);
    if (version != VERSION) {
      throw new BadEntryException(Outcome.STALE, "its format is version " + version);
    }
    int algorithm = header.get(10);
    if (algorithm != authenticator.algorithm()) {
      throw authenticator.otherAlgorithm(algorithm);
    }
    int keyIdLength = Byte.toUnsignedInt(header.get(11));
    int fingerprintLength = header.getInt(12);
    if (keyIdLength > MAXIMUM_KEY_ID_LENGTH
        || fingerprintLength < 0
        || fingerprintLength > Fingerprint.MAXIMUM_ENCODED_SIZE) {
      throw new BadEntryException(Outcome.CORRUPT, "a length in its header is impossible");
    }
    return size(authenticator, keyIdLength, fingerprintLength);
  }

  /**
   * Reads a header after its authenticator has been checked.
   *
   * @param bytes the whole header, of the size that {@link #size(byte[], Authenticator)} returned,
   *     and maybe more
   * @throws BadEntryException if it is not authentic, or not what a writer makes
   */
  public static EntryHeader decode(byte[] bytes, Authenticator authenticator)
      throws BadEntryException {
    int signedLength = size(bytes, authenticator) - authenticator.authenticatorSize();
    ByteBuffer header = ByteBuffer.wrap(bytes, 0, signedLength);
    int keyIdLength = header.get(11);
    String keyId = new String(bytes, FIXED_SIZE, keyIdLength, StandardCharsets.US_ASCII);
    authenticator.verify(keyId, bytes, signedLength);
    header.position(16);
    long bodyLength = header.getLong();
    Duration compileTime = Duration.ofNanos(Math.max(0, header.getLong()));
    Instant createdAt = Instant.ofEpochMilli(header.getLong());
    CacheKey key =
        CacheKey.of(
            Arrays.copyOfRange(bytes, header.position(), header.position() + CacheKey.LENGTH));
    header.position(header.position() + CacheKey.LENGTH);
    byte[] bodyDigest = new byte[Authenticator.BodyDigest.SIZE];
    header.get(bodyDigest);
    header.position(FIXED_SIZE + keyIdLength).limit(header.position() + header.getInt(12));
    return new EntryHeader(
        key, bodyLength, bodyDigest, compileTime, createdAt, decodeFingerprint(header));
  }

  private static @Nullable Fingerprint decodeFingerprint(ByteBuffer bytes)
      throws BadEntryException {
    if (!bytes.hasRemaining()) {
      return null;
    }
    try {
      return FingerprintEncoding.decode(bytes.slice());
    } catch (IllegalArgumentException e) {
      throw new BadEntryException(Outcome.CORRUPT, "its fingerprint is malformed");
    }
  }

  public EntryInfo describe(Tier tier) {
    return new EntryInfo(
        key,
        tier,
        bodyLength,
        Optional.of(createdAt),
        compileTime,
        Optional.ofNullable(fingerprint));
  }
}
