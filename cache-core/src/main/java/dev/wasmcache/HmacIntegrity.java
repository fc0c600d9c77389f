package dev.wasmcache;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256: 32 bytes that can be made and checked with the secret. */
final class HmacIntegrity extends KeyedIntegrity {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int SIZE = 32;

  private final KeyRing keys;

  HmacIntegrity(KeyRing keys) {
    this.keys = keys;
  }

  @Override
  public String kind() {
    return "hmac-sha256";
  }

  @Override
  public Set<String> keyIds() {
    return keys.ids();
  }

  @Override
  public boolean canWrite() {
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
  byte[] authenticate(byte[] header, int length) {
    return mac(keys.signingSecret(), header, length);
  }

  @Override
  boolean isValid(byte[] authenticator, String keyId, byte[] header, int length)
      throws BadEntryException {
    return MessageDigest.isEqual(authenticator, mac(keys.require(keyId), header, length));
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
