package dev.wasmcache.internal.entry;

import java.math.BigInteger;
import java.util.Optional;

/**
 * The curve of Ed25519 with affine points and big integers: slow, and as simple as its formulas.
 */
public record ReferenceCurve(BigInteger x, BigInteger y) {

  public static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  public static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  public static final ReferenceCurve NEUTRAL = new ReferenceCurve(BigInteger.ZERO, BigInteger.ONE);

  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final BigInteger ROOT_OF_MINUS_ONE =
      BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);

  /** Returns the point of a y and the sign of its x; empty if it is not on the curve. */
  public static Optional<ReferenceCurve> of(BigInteger y, boolean oddX) {
    BigInteger yy = y.multiply(y);
    BigInteger xx =
        yy.subtract(BigInteger.ONE).multiply(D.multiply(yy).add(BigInteger.ONE).modInverse(P));
    BigInteger root = xx.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
    for (BigInteger x : new BigInteger[] {root, root.multiply(ROOT_OF_MINUS_ONE).mod(P)}) {
      if (x.multiply(x).subtract(xx).mod(P).signum() == 0) {
        return Optional.of(
            new ReferenceCurve(x.testBit(0) == oddX ? x : P.subtract(x).mod(P), y.mod(P)));
      }
    }
    return Optional.empty();
  }

  public static ReferenceCurve decode(byte[] encoded) {
    BigInteger number = littleEndian(encoded);
    return of(number.clearBit(255), number.testBit(255)).orElseThrow();
  }

  public byte[] encode() {
    return bytes(x.testBit(0) ? y.setBit(255) : y);
  }

  public ReferenceCurve plus(ReferenceCurve other) {
    BigInteger product = D.multiply(x).multiply(other.x).multiply(y).multiply(other.y).mod(P);
    BigInteger sumX = x.multiply(other.y).add(y.multiply(other.x));
    BigInteger sumY = y.multiply(other.y).add(x.multiply(other.x));
    return new ReferenceCurve(
        sumX.multiply(BigInteger.ONE.add(product).modInverse(P)).mod(P),
        sumY.multiply(BigInteger.ONE.subtract(product).modInverse(P)).mod(P));
  }

  public ReferenceCurve times(BigInteger factor) {
    ReferenceCurve result = NEUTRAL;
    for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
      result = result.plus(result);
      if (factor.testBit(bit)) {
        result = result.plus(this);
      }
    }
    return result;
  }

  public static BigInteger littleEndian(byte[] bytes) {
    return new BigInteger(1, reversed(bytes, bytes.length));
  }

  /** Returns the 32 bytes of a number, the lowest first. */
  public static byte[] bytes(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return reversed(bytes, 32);
  }

  private static byte[] reversed(byte[] bytes, int length) {
    byte[] reversed = new byte[length];
    for (int i = 0; i < Math.min(length, bytes.length); i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
