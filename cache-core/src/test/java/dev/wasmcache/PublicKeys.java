package dev.wasmcache;

import dev.wasmcache.internal.entry.ReferenceCurve;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Points that are, or are not, public keys for Ed25519. */
public final class PublicKeys {

  /** The public keys of the test vectors of RFC 8032, section 7.1. */
  public static final List<String> OF_RFC_8032 =
      List.of(
          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
          "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
          "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
          "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e",
          "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf");

  /** The eight points whose order divides 8. */
  public static final List<String> OF_SMALL_ORDER =
      List.of(
          "0100000000000000000000000000000000000000000000000000000000000000",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "0000000000000000000000000000000000000000000000000000000000000000",
          "0000000000000000000000000000000000000000000000000000000000000080",
          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa");

  /** Other texts for four of them: a sign of x = 0, or a y that is p or more. */
  public static final List<String> OF_SMALL_ORDER_NOT_CANONICAL =
      List.of(
          "0100000000000000000000000000000000000000000000000000000000000080",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");

  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private PublicKeys() {}

  public static byte[] point(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** Returns a point as a public key in DER. */
  public static byte[] der(byte[] point) {
    byte[] der = new byte[PREFIX.length + point.length];
    System.arraycopy(PREFIX, 0, der, 0, PREFIX.length);
    System.arraycopy(point, 0, der, PREFIX.length, point.length);
    // The two lengths that depend on the point's.
    der[1] = (byte) (der.length - 2);
    der[10] = (byte) (point.length + 1);
    return der;
  }

  /** Returns a genuine key with the points of small order added, which changes what it verifies. */
  public static Stream<byte[]> ofMixedOrder(byte[] genuine) {
    ReferenceCurve key = ReferenceCurve.decode(genuine);
    return OF_SMALL_ORDER.stream()
        .map(hex -> ReferenceCurve.decode(point(hex)))
        .filter(small -> !small.equals(ReferenceCurve.NEUTRAL))
        .map(small -> key.plus(small).encode());
  }

  /** Returns every text whose y is p or more. */
  public static Stream<byte[]> notCanonical() {
    BigInteger limit = BigInteger.TWO.pow(255);
    return Stream.iterate(ReferenceCurve.P, y -> y.compareTo(limit) < 0, y -> y.add(BigInteger.ONE))
        .flatMap(y -> Stream.of(y, y.setBit(255)))
        .map(ReferenceCurve::bytes);
  }
}
