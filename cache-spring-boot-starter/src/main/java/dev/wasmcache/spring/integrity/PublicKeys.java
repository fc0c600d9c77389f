package dev.wasmcache.spring.integrity;

import dev.wasmcache.Integrity;
import dev.wasmcache.SignatureKeyRing;
import dev.wasmcache.UnusableKeyException;
import dev.wasmcache.spring.setting.InvalidSettingException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates a key ring from the configured public keys. All of them verify, and the first that also
 * has a private key signs. Its exceptions never show a key.
 */
final class PublicKeys {

  private static final String NEW_PRIVATE =
      "Make one with 'openssl genpkey -algorithm ed25519' and paste its text, or the Base64 of its"
          + " DER.";
  private static final String NEW_PUBLIC =
      "Get it from the private key with 'openssl pkey -pubout' and paste its text, or the Base64 of"
          + " its DER.";

  private PublicKeys() {}

  static Integrity integrity(List<IntegrityProperties.Key> keys, List<String> retired) {
    SignatureKeyRing.Builder ring = SignatureKeyRing.builder();
    boolean signs = false;
    for (int i = 0; i < keys.size(); i++) {
      IntegrityProperties.Key key = keys.get(i);
      String property = Keys.property(i) + ".public-key";
      PublicKey publicKey = publicKey(property, key.publicKey());
      String id = Keys.add(i, key.id(), name -> add(ring, name, publicKey, property));
      if (key.privateKey() != null) {
        PrivateKey privateKey = privateKey(Keys.property(i) + ".private-key", key.privateKey());
        // Keys that do not sign yet are checked too, so that an error shows before they do.
        if (signs) {
          signWith(SignatureKeyRing.builder().add(id, publicKey), i, id, privateKey);
        } else {
          signWith(ring, i, id, privateKey);
        }
        signs = true;
      }
    }
    retired.forEach(id -> Keys.retire(id, ring::retire));
    return Integrity.ed25519(ring.build());
  }

  private static void add(
      SignatureKeyRing.Builder ring, String id, PublicKey publicKey, String property) {
    try {
      ring.add(id, publicKey);
    } catch (UnusableKeyException e) {
      throw new InvalidSettingException(
          property,
          "is not an Ed25519 public key that can be used (value not shown): " + e.reason(),
          NEW_PUBLIC);
    }
  }

  private static void signWith(
      SignatureKeyRing.Builder ring, int index, String id, PrivateKey privateKey) {
    try {
      ring.signWith(id, privateKey);
    } catch (IllegalArgumentException e) {
      String property = Keys.property(index);
      throw new InvalidSettingException(
          property + ".private-key",
          "does not belong to '" + property + ".public-key' (value not shown)",
          NEW_PUBLIC);
    }
  }

  private static PublicKey publicKey(String property, @Nullable String text) {
    if (text == null || text.isBlank()) {
      throw new InvalidSettingException(property, "is missing", NEW_PUBLIC);
    }
    byte[] der = KeyText.decode(property, text, "PUBLIC KEY", NEW_PUBLIC);
    try {
      return SignatureKeyRing.publicKey(der);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          property, "is not an Ed25519 public key (value not shown)", NEW_PUBLIC);
    }
  }

  private static PrivateKey privateKey(String property, String text) {
    byte[] der = KeyText.decode(property, text, "PRIVATE KEY", NEW_PRIVATE);
    try {
      return SignatureKeyRing.privateKey(der);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          property, "is not an Ed25519 private key (value not shown)", NEW_PRIVATE);
    }
  }
}
