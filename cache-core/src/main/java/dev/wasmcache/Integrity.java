package dev.wasmcache;

import java.util.Set;

/**
 * How entries are protected, and what a reader accepts.
 *
 * <p>The configuration of the reader decides, never what an entry says of itself: with a key
 * configured an entry without a valid authenticator is refused, whatever its header claims.
 * Immutable and safe for concurrent use.
 */
// Names no kind with keys in a method: to verify that, a JVM would load those that nobody uses.
public abstract sealed class Integrity permits ChecksumIntegrity, KeyedIntegrity {

  /** What an algorithm is called in an entry. Never given to another algorithm. */
  static final int CRC32C = 1;

  static final int HMAC_SHA256 = 2;
  static final int ED25519 = 3;

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
    return keys.integrity();
  }

  /**
   * Answers Ed25519 signatures: only who holds a private key can make an entry that is accepted.
   * Builders have one; applications have the public keys, and verify. A cache whose ring has no
   * private key stores nothing below memory: what it would have stored is counted as {@link
   * Outcome#SKIPPED}.
   */
  public static Integrity ed25519(SignatureKeyRing keys) {
    return keys.integrity();
  }

  /**
   * Answers what the protection is called: {@code crc32c}, {@code hmac-sha256} or {@code ed25519}.
   */
  public abstract String kind();

  /** Answers the public ids of the keys that are accepted, in no order; none for a checksum. */
  public abstract Set<String> keyIds();

  /** Answers whether entries are protected against forgery, not only against damage. */
  public abstract boolean authenticates();

  /** Answers whether entries can be made, and not only verified. */
  public abstract boolean canWrite();

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
   * @throws BadEntryException if it is not right, or its key not one that is accepted
   */
  abstract void verify(String keyId, byte[] bytes, int headerLength) throws BadEntryException;

  /** Why an entry of another algorithm is refused. */
  final BadEntryException otherAlgorithm(int algorithm) {
    if (algorithm == HMAC_SHA256 || algorithm == ED25519) {
      return BadEntryException.ofOthers("no key of its kind is known here");
    }
    return authenticates()
        ? new BadEntryException(Outcome.UNAUTHENTIC, "it has no authenticator")
        : new BadEntryException(Outcome.STALE, "it is protected by algorithm " + algorithm);
  }

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
