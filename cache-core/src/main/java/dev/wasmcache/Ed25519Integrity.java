package dev.wasmcache;

import java.security.PrivateKey;
import java.util.Optional;
import java.util.Set;

/** Ed25519: 64 bytes that only who has the private key can make, and everybody can check. */
final class Ed25519Integrity extends KeyedIntegrity {

  private final SignatureKeyRing keys;

  Ed25519Integrity(SignatureKeyRing keys) {
    this.keys = keys;
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
    return keys.signingKey().isPresent();
  }

  @Override
  int algorithm() {
    return ED25519;
  }

  @Override
  String signingKeyId() {
    return keys.signingId();
  }

  @Override
  int authenticatorSize() {
    return Ed25519.SIGNATURE_SIZE;
  }

  @Override
  byte[] authenticate(byte[] header, int length) {
    Optional<PrivateKey> key = keys.signingKey();
    return Ed25519.sign(
        key.orElseThrow(() -> new IllegalStateException("There is no private key")),
        header,
        length);
  }

  @Override
  boolean isValid(byte[] authenticator, String keyId, byte[] header, int length)
      throws BadEntryException {
    return Ed25519.verify(keys.require(keyId), authenticator, header, length);
  }

  @Override
  public String toString() {
    return "ed25519 " + keys;
  }
}
