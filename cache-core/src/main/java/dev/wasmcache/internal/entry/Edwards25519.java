package dev.wasmcache.internal.entry;

import static dev.wasmcache.internal.entry.Field25519.add;
import static dev.wasmcache.internal.entry.Field25519.multiply;
import static dev.wasmcache.internal.entry.Field25519.subtract;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The curve of Ed25519 (RFC 8032, section 5.1): which of its points can be a public key. The Java
 * platform takes any 32 bytes for one. Pure; in no way constant in time, so not for secrets.
 */
final class Edwards25519 {

  /** The length of an encoded point in bytes. */
  static final int ENCODED_SIZE = 32;

  private static final byte SIGN = (byte) 0x80;

  private static final long[] ZERO = Field25519.small(0);
  private static final long[] ONE = Field25519.small(1);

  /** The constant of the curve -x^2 + y^2 = 1 + d x^2 y^2: -121665/121666. */
  private static final long[] D =
      Field25519.decode(bytes("a3785913ca4deb75abd841414d0a700098e879777940c78c73fe6f2bee6c0352"));

  private static final long[] ROOT_OF_MINUS_ONE =
      Field25519.decode(bytes("b0a00e4a271beec478e42fad0618432fa7d7fb3d99004d2b0bdfc14f8024832b"));

  /** The prime order of the subgroup that public keys are in, the lowest byte first. */
  private static final byte[] ORDER =
      bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

  private static final int HIGHEST_BIT_OF_ORDER = 252;

  private Edwards25519() {}

  /**
   * Returns why a public key must not be used; empty if it can be.
   *
   * @param encoded the key as RFC 8032 encodes it
   * @return a clause in which "it" is the key
   */
  static Optional<String> problem(byte[] encoded) {
    if (encoded.length != ENCODED_SIZE) {
      return Optional.of("it has " + encoded.length + " bytes instead of " + ENCODED_SIZE);
    }
    Point point = decode(encoded);
    if (point == null) {
      return Optional.of("it is not a point on the curve");
    }
    if (!Arrays.equals(encode(point), encoded)) {
      return Optional.of("it is not in canonical form");
    }
    if (point.doubled().doubled().doubled().isNeutral()) {
      return Optional.of(
          "it is a point of small order, for which signatures can be forged without a private key");
    }
    return point.timesOrder().isNeutral()
        ? Optional.empty()
        : Optional.of("it is a point outside the subgroup that public keys are in");
  }

  /** Returns the point that is encoded, by section 5.1.3; null if there is none on the curve. */
  private static @Nullable Point decode(byte[] encoded) {
    long[] y = Field25519.decode(encoded);
    long[] yy = multiply(y, y);
    long[] u = subtract(yy, ONE);
    long[] v = add(multiply(D, yy), ONE);
    long[] v3 = multiply(multiply(v, v), v);
    long[] v7 = multiply(multiply(v3, v3), v);
    long[] x = multiply(multiply(u, v3), Field25519.powerForRoot(multiply(u, v7)));
    if (!Field25519.equal(multiply(v, multiply(x, x)), u)) {
      x = multiply(x, ROOT_OF_MINUS_ONE);
      if (!Field25519.equal(multiply(v, multiply(x, x)), u)) {
        return null;
      }
    }
    boolean odd = (encoded[ENCODED_SIZE - 1] & SIGN) != 0;
    return Point.of(Field25519.isOdd(x) == odd ? x : subtract(ZERO, x), y);
  }

  /** Returns the one canonical form of a point that has just been decoded. */
  private static byte[] encode(Point point) {
    byte[] encoded = Field25519.encode(point.y);
    if (Field25519.isOdd(point.x)) {
      encoded[ENCODED_SIZE - 1] |= SIGN;
    }
    return encoded;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** The point (X/Z, Y/Z), where T is XY/Z, and its arithmetic, by section 5.1.4. */
  private static final class Point {
    private final long[] x;
    private final long[] y;
    private final long[] z;
    private final long[] t;

    private Point(long[] x, long[] y, long[] z, long[] t) {
      this.x = x;
      this.y = y;
      this.z = z;
      this.t = t;
    }

    static Point of(long[] x, long[] y) {
      return new Point(x, y, ONE, multiply(x, y));
    }

    /** Whether this is the point (0, 1). */
    boolean isNeutral() {
      return Field25519.isZero(x) && Field25519.equal(y, z);
    }

    Point doubled() {
      long[] a = multiply(x, x);
      long[] b = multiply(y, y);
      long[] c = multiply(z, z);
      long[] h = add(a, b);
      long[] sum = add(x, y);
      long[] g = subtract(a, b);
      return ofFactors(subtract(h, multiply(sum, sum)), add(add(c, c), g), g, h);
    }

    Point plus(Point other) {
      long[] a = multiply(subtract(y, x), subtract(other.y, other.x));
      long[] b = multiply(add(y, x), add(other.y, other.x));
      long[] c = multiply(multiply(t, other.t), add(D, D));
      long[] zz = multiply(z, other.z);
      long[] d = add(zz, zz);
      return ofFactors(subtract(b, a), subtract(d, c), add(d, c), add(b, a));
    }

    private static Point ofFactors(long[] e, long[] f, long[] g, long[] h) {
      return new Point(multiply(e, f), multiply(g, h), multiply(f, g), multiply(e, h));
    }

    Point timesOrder() {
      Point result = this;
      for (int bit = HIGHEST_BIT_OF_ORDER - 1; bit >= 0; bit--) {
        result = result.doubled();
        if ((ORDER[bit / 8] >> bit % 8 & 1) == 1) {
          result = result.plus(this);
        }
      }
      return result;
    }
  }
}
