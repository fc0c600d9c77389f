package dev.wasmcache.internal.entry;

import dev.wasmcache.internal.Digests;
import dev.wasmcache.stats.Outcome;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * An authenticator over the header, which holds the SHA-256 of the body: the body is digested once
 * and not signed itself.
 */
abstract sealed class KeyedAuthenticator extends Authenticator
    permits HmacAuthenticator, Ed25519Authenticator {

  @Override
  public final boolean authenticates() {
    return true;
  }

  @Override
  public final BodyDigest newBodyDigest() {
    MessageDigest digest = Digests.sha256();
    return new BodyDigest() {
      @Override
      public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
      }

      @Override
      public byte[] value() {
        return digest.digest();
      }
    };
  }

  @Override
  public final void verify(String keyId, byte[] bytes, int headerLength) throws BadEntryException {
    byte[] stored = Arrays.copyOfRange(bytes, headerLength, headerLength + authenticatorSize());
    if (!isValid(stored, keyId, bytes, headerLength)) {
      throw new BadEntryException(
          Outcome.UNAUTHENTIC, "the authenticator of its header is not valid");
    }
  }

  /**
   * Returns whether an authenticator belongs to a header, in constant time.
   *
   * @throws BadEntryException if no key of this id is accepted
   */
  abstract boolean isValid(byte[] authenticator, String keyId, byte[] header, int length)
      throws BadEntryException;

  @Override
  public final Outcome otherKey() {
    return Outcome.UNAUTHENTIC;
  }
}
