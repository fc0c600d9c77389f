package dev.wasmcache.internal.entry;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/** The Java platform's Ed25519. What it throws never shows a key. */
public final class Ed25519 {

  public static final int SIGNATURE_SIZE = 64;

  private static final String ALGORITHM = "Ed25519";

  private Ed25519() {}

  /** Reads a public key, without regard to whether it can be used: see {@link #problem}. */
  public static PublicKey publicKey(byte[] der) {
    try {
      // The platform reads over bytes that come after the key.
      if (PublicKeyEncoding.point(der).isPresent()) {
        return keyFactory().generatePublic(new X509EncodedKeySpec(der));
      }
    } catch (InvalidKeySpecException e) {
      // As below.
    }
    throw new IllegalArgumentException(
        "This is not an Ed25519 public key, encoded as X.509 SubjectPublicKeyInfo in DER");
  }

  public static PrivateKey privateKey(byte[] der) {
    try {
      return keyFactory().generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (InvalidKeySpecException e) {
      // Not the cause of this one: it may quote what it did not understand.
      throw new IllegalArgumentException(
          "This is not an Ed25519 private key, encoded as unencrypted PKCS#8 in DER");
    }
  }

  /** Whether a key is for Ed25519, and neither for Ed448 nor for anything else. */
  public static boolean fits(Key key) {
    return key instanceof EdECKey edwards
        ? edwards.getParams().getName().equals(ALGORITHM)
        : key.getAlgorithm().equals(ALGORITHM);
  }

  /**
   * Returns why a public key must not be used; empty if it can be. The platform accepts keys for
   * which no signature verifies, and keys for which anyone can make signatures.
   *
   * @return a clause in which "it" is the key
   */
  public static Optional<String> problem(PublicKey key) {
    byte[] der = key.getEncoded();
    Optional<byte[]> point = der == null ? Optional.empty() : PublicKeyEncoding.point(der);
    return point.isPresent()
        ? Edwards25519.problem(point.get())
        : Optional.of("it has no encoding as X.509 SubjectPublicKeyInfo in DER");
  }

  /** Whether a private key makes signatures that a public key verifies. */
  public static boolean belongs(PrivateKey privateKey, PublicKey publicKey) {
    byte[] sample = {1};
    return verify(publicKey, sign(privateKey, sample, 1), sample, 1);
  }

  public static byte[] sign(PrivateKey key, byte[] bytes, int length) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(bytes, 0, length);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The private key cannot be used", e);
    }
  }

  public static boolean verify(PublicKey key, byte[] signature, byte[] bytes, int length) {
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(bytes, 0, length);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      // What it was given is no signature at all: a point that is not on the curve, say.
      return false;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("The public key cannot be used", e);
    }
  }

  private static KeyFactory keyFactory() {
    try {
      return KeyFactory.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform since 15 has " + ALGORITHM, e);
    }
  }
}
