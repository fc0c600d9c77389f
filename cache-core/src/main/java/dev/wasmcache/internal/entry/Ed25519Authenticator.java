package dev.wasmcache.internal.entry;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ed25519: 64 bytes that only the private key can make and the public key can check. */
public final class Ed25519Authenticator extends KeyedAuthenticator {

  private final KeyTable<PublicKey> keys;
  private final String signingId;
  private final @Nullable PrivateKey signingKey;

  /**
   * @param keys all of them verify
   * @param signingId the id of the one that signs; empty if none does
   * @param signingKey null if none signs
   */
  public Ed25519Authenticator(
      KeyTable<PublicKey> keys, String signingId, @Nullable PrivateKey signingKey) {
    this.keys = keys;
    this.signingId = signingId;
    this.signingKey = signingKey;
  }

  @Override
  public String kind() {
    return "ed25519";
  }

  @Override
  public Set<String> keyIds() {
    return keys.ids();
  }

  @Override
  public boolean canWrite() {
    return signingKey != null;
  }

  @Override
  public int algorithm() {
    return ED25519;
  }

  @Override
  public String signingKeyId() {
    return signingId;
  }

  @Override
  public int authenticatorSize() {
    return Ed25519.SIGNATURE_SIZE;
  }

  @Override
  public byte[] authenticate(byte[] header, int length) {
    if (signingKey == null) {
      throw new IllegalStateException("There is no private key");
    }
    return Ed25519.sign(signingKey, header, length);
  }

  @Override
  public boolean isValid(byte[] authenticator, String keyId, byte[] header, int length)
      throws BadEntryException {
    return Ed25519.verify(keys.require(keyId), authenticator, header, length);
  }

  @Override
  public String toString() {
    return "ed25519 SignatureKeyRing["
        + (signingKey == null ? "verifies only, " : signingId + " of ")
        + keys
        + "]";
  }
}
