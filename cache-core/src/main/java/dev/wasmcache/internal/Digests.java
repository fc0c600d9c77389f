package dev.wasmcache.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every Java platform has. */
public final class Digests {

  // Until so many bytes have been hashed, the platform's implementation would cost more than it
  // saves: to find its provider and to be compiled, it takes some 40 ms in a fresh JVM.
  private static final long BYTES_OF_A_START = 8L << 20;

  // Without order: that a few more arrays are hashed in one way or the other makes no difference.
  private static long hashed;

  private Digests() {}

  /** Starts a digest of the platform. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Returns the SHA-256 of arrays, one after the other, without delaying the start of a JVM. */
  public static byte[] sha256(byte[]... parts) {
    return hashed < BYTES_OF_A_START ? atStart(parts) : ofPlatform(parts);
  }

  private static byte[] atStart(byte[]... parts) {
    for (byte[] part : parts) {
      hashed += part.length;
    }
    return Sha256.of(parts);
  }

  private static byte[] ofPlatform(byte[]... parts) {
    MessageDigest digest = sha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }
}
