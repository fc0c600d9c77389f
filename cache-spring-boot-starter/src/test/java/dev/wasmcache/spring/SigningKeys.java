package dev.wasmcache.spring;

import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Keys for signatures, as they are written in a configuration. */
public final class SigningKeys {

  private SigningKeys() {}

  public static KeyPair generate(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String base64(Key key) {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  /** Answers the text that openssl writes. */
  public static String pem(String label, Key key) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, lines, label);
  }
}
