package dev.wasmcache.internal.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The field, against big integers. */
final class Field25519Test {

  private static final BigInteger P = ReferenceCurve.P;

  @Test
  void K06_arithmetic_edgesAndRandomNumbers_agreesWithBigIntegers() {
    for (BigInteger a : numbers()) {
      for (BigInteger b : numbers()) {
        long[] x = Field25519.decode(ReferenceCurve.bytes(a));
        long[] y = Field25519.decode(ReferenceCurve.bytes(b));
        assertIs(Field25519.add(x, y), a.add(b));
        assertIs(Field25519.subtract(x, y), a.subtract(b));
        assertIs(Field25519.multiply(x, y), a.multiply(b));
        // The largest that the curve ever multiplies.
        long[] sum = Field25519.add(Field25519.add(x, x), Field25519.subtract(y, x));
        assertIs(Field25519.multiply(sum, sum), a.add(a).add(b.subtract(a)).pow(2));
        assertThat(Field25519.equal(x, y)).isEqualTo(a.mod(P).equals(b.mod(P)));
      }
    }
  }

  @Test
  void K06_powerForRoot_edgesAndRandomNumbers_agreesWithBigIntegers() {
    BigInteger exponent = P.subtract(BigInteger.valueOf(5)).shiftRight(3);
    for (BigInteger a : numbers()) {
      long[] x = Field25519.decode(ReferenceCurve.bytes(a));
      assertIs(Field25519.powerForRoot(x), a.modPow(exponent, P));
    }
  }

  private static void assertIs(long[] actual, BigInteger expected) {
    assertThat(Field25519.encode(actual)).isEqualTo(ReferenceCurve.bytes(expected.mod(P)));
    assertThat(Field25519.isZero(actual)).isEqualTo(expected.mod(P).signum() == 0);
    assertThat(Field25519.isOdd(actual)).isEqualTo(expected.mod(P).testBit(0));
  }

  private static List<BigInteger> numbers() {
    List<BigInteger> numbers = new ArrayList<>();
    for (int i = -20; i <= 20; i++) {
      BigInteger number = P.add(BigInteger.valueOf(i));
      if (number.bitLength() <= 255) {
        numbers.add(number);
      }
    }
    for (int i = 0; i < 3; i++) {
      numbers.add(BigInteger.valueOf(i));
    }
    for (int bits = 25; bits < 255; bits += 26) {
      numbers.add(BigInteger.TWO.pow(bits));
      numbers.add(BigInteger.TWO.pow(bits + 1).subtract(BigInteger.ONE));
    }
    Random random = new Random(25519);
    for (int i = 0; i < 40; i++) {
      numbers.add(new BigInteger(255, random));
    }
    return numbers;
  }
}
