package dev.wasmcache;

import java.util.Set;

/**
 * How entries are protected, and what a reader accepts.
 *
 * <p>The configuration of the reader decides, never what an entry says about itself: with a key
 * configured, an entry without a valid authenticator is refused, whatever its header claims.
 * Immutable and safe for concurrent use.
 */
// No method names a subclass with keys: to verify the method, a JVM would load classes that are not
// used.
public abstract sealed class Integrity permits ChecksumIntegrity, KeyedIntegrity {

  /** The number of an algorithm in an entry. Never used for another algorithm. */
  static final int CRC32C = 1;

  static final int HMAC_SHA256 = 2;
  static final int ED25519 = 3;

  /**
   * Returns CRC32C over header and body: it detects damage, but not forgery. For a directory that
   * only trusted users can write to.
   */
  public static Integrity checksum() {
    return ChecksumIntegrity.INSTANCE;
  }

  /**
   * Returns HMAC-SHA256 with a shared secret: only a process that knows a key of the ring can make
   * an entry that is accepted. A process that can verify can also sign.
   */
  public static Integrity hmac(KeyRing keys) {
    return keys.integrity();
  }

  /**
   * Returns Ed25519 signatures: only a process with a private key can make an entry that is
   * accepted. Builds have a private key; applications have the public keys, and verify. A cache
   * whose ring has no private key stores nothing below memory: each write is counted as {@link
   * Outcome#SKIPPED}.
   */
  public static Integrity ed25519(SignatureKeyRing keys) {
    return keys.integrity();
  }

  /** Returns the name of the protection: {@code crc32c}, {@code hmac-sha256} or {@code ed25519}. */
  public abstract String kind();

  /**
   * Returns the public ids of the keys that are accepted, in no particular order; none for a
   * checksum.
   */
  public abstract Set<String> keyIds();

  /** Returns whether entries are protected against forgery, not only against damage. */
  public abstract boolean authenticates();

  /** Returns whether entries can be made, and not only verified. */
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
   * @throws BadEntryException if it is not valid, or its key is not accepted
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

  /** How an authentic entry under a key that is not its own is counted. */
  abstract Outcome otherKey();

  /** The digest of a body, fed slice by slice. For one thread. */
  interface BodyDigest {

    /** The size of a digest in the header. */
    int SIZE = 32;

    void update(byte[] bytes, int offset, int length);

    /** Returns {@link #SIZE} bytes. */
    byte[] value();
  }
}
