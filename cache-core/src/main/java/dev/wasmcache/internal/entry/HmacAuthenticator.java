package dev.wasmcache.internal.entry;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256: 32 bytes that can be made and checked with the secret. */
public final class HmacAuthenticator extends KeyedAuthenticator {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int SIZE = 32;

  private final KeyTable<byte[]> secrets;
  private final String signingId;
  private final byte[] signingSecret;

  /**
   * @param secrets all of them verify
   * @param signingId the id of the one that signs
   */
  public HmacAuthenticator(KeyTable<byte[]> secrets, String signingId, byte[] signingSecret) {
    this.secrets = secrets;
    this.signingId = signingId;
    this.signingSecret = signingSecret;
  }

  @Override
  public String kind() {
    return "hmac-sha256";
  }

  @Override
  public Set<String> keyIds() {
    return secrets.ids();
  }

  @Override
  public boolean canWrite() {
    return true;
  }

  @Override
  public int algorithm() {
    return HMAC_SHA256;
  }

  @Override
  public String signingKeyId() {
    return signingId;
  }

  @Override
  public int authenticatorSize() {
    return SIZE;
  }

  @Override
  public byte[] authenticate(byte[] header, int length) {
    return mac(signingSecret, header, length);
  }

  @Override
  public boolean isValid(byte[] authenticator, String keyId, byte[] header, int length)
      throws BadEntryException {
    return MessageDigest.isEqual(authenticator, mac(secrets.require(keyId), header, length));
  }

  @Override
  public String toString() {
    return "hmac KeyRing[" + signingId + " of " + secrets + "]";
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
