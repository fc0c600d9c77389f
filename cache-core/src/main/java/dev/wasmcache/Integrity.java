package dev.wasmcache;

/**
 * How entries are protected, and what a reader accepts.
 *
 * <p>The configuration of the reader decides, never what an entry says of itself: with a key
 * configured an entry without a valid authenticator is refused, whatever its header claims.
 * Immutable and safe for concurrent use.
 */
public abstract sealed class Integrity permits ChecksumIntegrity, HmacIntegrity {

  /** What an algorithm is called in an entry. Never given to another algorithm. */
  static final int CRC32C = 1;

  static final int HMAC_SHA256 = 2;

  /**
   * Answers CRC32C over header and body: damage is found, forgery is not. For a directory that only
   * trusted users can write.
   */
  public static Integrity checksum() {
    return ChecksumIntegrity.INSTANCE;
  }

  /**
   * Answers HMAC-SHA256 with a shared secret: who does not know a key of the ring cannot make an
   * entry that is accepted. Who can verify can also sign.
   */
  public static Integrity hmac(KeyRing keys) {
    return new HmacIntegrity(keys);
  }

  /** Answers whether entries are protected against forgery, not only against damage. */
  public abstract boolean authenticates();

  /** The number that stands for the algorithm in an entry. */
  abstract int algorithm();

  /** The id of the key that signs; empty if there is none. */
  abstract String signingKeyId();

  /** The length of an authenticator. */
  abstract int authenticatorSize();

  /** Starts the digest of a body. */
  abstract BodyDigest newBodyDigest();

  /** Computes the authenticator of a header, with the key that signs. */
  abstract byte[] authenticate(byte[] header, int length);

  /**
   * Checks the authenticator that follows a header, in constant time.
   *
   * @return {@link Outcome#HIT} if it is right, else how the entry is to be counted
   */
  abstract Outcome verify(String keyId, byte[] bytes, int headerLength);

  /** How an entry of another algorithm is to be counted. */
  abstract Outcome otherAlgorithm();

  /** How an authentic entry under a key that is not its own is to be counted. */
  abstract Outcome otherKey();

  /** The digest of a body, fed slice by slice. For one thread. */
  interface BodyDigest {

    /** The room that a digest takes in the header. */
    int SIZE = 32;

    void update(byte[] bytes, int offset, int length);

    /** Answers {@link #SIZE} bytes. */
    byte[] value();
  }
}
