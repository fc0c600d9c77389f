package dev.wasmcache.internal.entry;

import dev.wasmcache.stats.Outcome;
import java.util.Set;

/**
 * How the header of an entry is protected, and through it the body.
 *
 * <p>Immutable and safe for concurrent use.
 */
// Names no kind with keys in a method: to verify that, a JVM would load those that it does not use.
public abstract sealed class Authenticator permits ChecksumAuthenticator, KeyedAuthenticator {

  /** The number of an algorithm in an entry. Never given to another algorithm. */
  static final int CRC32C = 1;

  static final int HMAC_SHA256 = 2;
  static final int ED25519 = 3;

  /** Returns the name of the protection. */
  public abstract String kind();

  /** Returns the public ids of the keys that are accepted, in no order; none for a checksum. */
  public abstract Set<String> keyIds();

  /** Whether entries are protected against forgery, not only against damage. */
  public abstract boolean authenticates();

  /** Whether entries can be made, and not only verified. */
  public abstract boolean canWrite();

  /** Returns the number that stands for the algorithm in an entry. */
  public abstract int algorithm();

  /** Returns the id of the key that signs; empty if there is none. */
  public abstract String signingKeyId();

  /** Returns the length of an authenticator. */
  public abstract int authenticatorSize();

  /** Starts the digest of a body. */
  public abstract BodyDigest newBodyDigest();

  /** Computes the authenticator of a header, with the key that signs. */
  public abstract byte[] authenticate(byte[] header, int length);

  /**
   * Checks the authenticator that follows a header, in constant time.
   *
   * @throws BadEntryException if it is not right, or its key not one that is accepted
   */
  public abstract void verify(String keyId, byte[] bytes, int headerLength)
      throws BadEntryException;

  /** Why an entry of another algorithm is refused. */
  final BadEntryException otherAlgorithm(int algorithm) {
    if (algorithm == HMAC_SHA256 || algorithm == ED25519) {
      return BadEntryException.ofOthers("no key of its kind is known here");
    }
    return authenticates()
        ? new BadEntryException(Outcome.UNAUTHENTIC, "it has no authenticator")
        : new BadEntryException(Outcome.STALE, "it is protected by algorithm " + algorithm);
  }

  /** Returns how an authentic entry under a key that is not its own is counted. */
  public abstract Outcome otherKey();

  /** The digest of a body, fed slice by slice. For one thread. */
  public interface BodyDigest {

    /** The room that a digest takes in the header. */
    int SIZE = 32;

    void update(byte[] bytes, int offset, int length);

    /** Returns {@link #SIZE} bytes. */
    byte[] value();
  }
}
