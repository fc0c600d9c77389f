package dev.wasmcache.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

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

  /** Returns a secret for HMAC. */
  public static String secret() {
    return Base64.getEncoder().encodeToString("a secret of 32 bytes, not random".getBytes(UTF_8));
  }

  /** Returns a point as a public key for Ed25519, whether or not it is one. */
  public static String publicKey(String pointInHex) {
    byte[] der = HexFormat.of().parseHex("302a300506032b6570032100" + pointInHex);
    return Base64.getEncoder().encodeToString(der);
  }

  public static String base64(Key key) {
    return Base64.getEncoder().encodeToString(key.getEncoded());
  }

  /** Returns the text that openssl writes. */
  public static String pem(String label, Key key) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, lines, label);
  }
}
