package dev.wasmcache;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 over the header, which holds the SHA-256 of the body. */
final class HmacIntegrity extends Integrity {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int SIZE = 32;

  private final KeyRing keys;

  HmacIntegrity(KeyRing keys) {
    this.keys = keys;
  }

  @Override
  public boolean authenticates() {
    return true;
  }

  @Override
  int algorithm() {
    return HMAC_SHA256;
  }

  @Override
  String signingKeyId() {
    return keys.signingId();
  }

  @Override
  int authenticatorSize() {
    return SIZE;
  }

  @Override
  BodyDigest newBodyDigest() {
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
  byte[] authenticate(byte[] header, int length) {
    return mac(keys.signingSecret(), header, length);
  }

  @Override
  Outcome verify(String keyId, byte[] bytes, int headerLength) {
    Optional<byte[]> secret = keys.secret(keyId);
    if (secret.isEmpty()) {
      // An application that has not heard of a new key yet, or no longer knows a retired one.
      return Outcome.STALE;
    }
    byte[] stored = Arrays.copyOfRange(bytes, headerLength, headerLength + SIZE);
    return MessageDigest.isEqual(stored, mac(secret.get(), bytes, headerLength))
        ? Outcome.HIT
        : Outcome.UNAUTHENTIC;
  }

  @Override
  Outcome otherAlgorithm() {
    return Outcome.UNAUTHENTIC;
  }

  @Override
  Outcome otherKey() {
    return Outcome.UNAUTHENTIC;
  }

  @Override
  public String toString() {
    return "hmac " + keys;
  }

  private static byte[] mac(byte[] secret, byte[] bytes, int length) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      mac.update(bytes, 0, length);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
    }
  }
}
