package dev.wasmcache.internal.entry;

import java.util.Arrays;
import java.util.Optional;

/**
 * The encoding of an Ed25519 public key in DER (RFC 8410). It is public, so it may be compared in
 * any time.
 */
final class PublicKeyEncoding {

  /** What comes before the point: sequences, the algorithm's id and lengths. */
  private static final byte[] PREFIX = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

  private PublicKeyEncoding() {}

  /** Returns the point in the one encoding that a public key has; empty if this is another one. */
  static Optional<byte[]> point(byte[] der) {
    int start = PREFIX.length;
    boolean known =
        der.length == start + Edwards25519.ENCODED_SIZE
            && Arrays.equals(der, 0, start, PREFIX, 0, start);
    return known ? Optional.of(Arrays.copyOfRange(der, start, der.length)) : Optional.empty();
  }
}
