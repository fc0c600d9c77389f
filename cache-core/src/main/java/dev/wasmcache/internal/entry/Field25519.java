package dev.wasmcache.internal.entry;

import java.util.Arrays;

/**
 * Numbers modulo the prime p = 2^255 - 19, as limbs of 26 bits, the lowest first. Results are new
 * arrays. Pure; in no way constant in time, so not for secrets.
 *
 * <p>{@link java.math.BigInteger} would be shorter, but a JVM that has just started takes 20 ms for
 * the few thousand multiplications that a key needs, and 4 ms for these loops.
 */
final class Field25519 {

  private static final int LIMBS = 10;
  private static final int BITS = 26;
  private static final long MASK = (1L << BITS) - 1;

  /** The bits of the last limb, since there are 255 in all. */
  private static final int LAST_BITS = 255 - (LIMBS - 1) * BITS;

  private static final long LAST_MASK = (1L << LAST_BITS) - 1;

  /** 2^255 modulo the prime. */
  private static final long FOLD = 19;

  /** 2^260 modulo the prime. */
  private static final long FOLD_LIMBS = FOLD << (LIMBS * BITS - 255);

  private static final int BYTES = 32;

  private Field25519() {}

  static long[] small(int value) {
    long[] result = new long[LIMBS];
    result[0] = value;
    return result;
  }

  /** Returns the number that 32 bytes encode, the lowest first, without regard to the last bit. */
  static long[] decode(byte[] bytes) {
    long[] result = new long[LIMBS];
    for (int bit = 0; bit < 255; bit++) {
      long set = bytes[bit / 8] >> bit % 8 & 1;
      result[bit / BITS] |= set << bit % BITS;
    }
    return result;
  }

  /** Returns the 32 bytes that encode a number that is at least 0 and below the prime. */
  static byte[] encode(long[] number) {
    long[] rest = number.clone();
    carry(rest);
    carry(rest);
    carry(rest);
    rest = subtractPrimeOnce(rest);
    byte[] bytes = new byte[BYTES];
    for (int bit = 0; bit < 255; bit++) {
      long set = rest[bit / BITS] >> bit % BITS & 1;
      bytes[bit / 8] |= (byte) (set << bit % 8);
    }
    return bytes;
  }

  private static long[] subtractPrimeOnce(long[] number) {
    // x >= p if and only if x + 19 has a 256th bit.
    long[] less = number.clone();
    less[0] += FOLD;
    for (int i = 0; i < LIMBS - 1; i++) {
      less[i + 1] += less[i] >> BITS;
      less[i] &= MASK;
    }
    boolean reaches = less[LIMBS - 1] >> LAST_BITS != 0;
    less[LIMBS - 1] &= LAST_MASK;
    return reaches ? less : number;
  }

  static boolean equal(long[] a, long[] b) {
    return Arrays.equals(encode(a), encode(b));
  }

  static boolean isZero(long[] number) {
    return equal(number, new long[LIMBS]);
  }

  static boolean isOdd(long[] number) {
    return (encode(number)[0] & 1) == 1;
  }

  static long[] add(long[] a, long[] b) {
    long[] sum = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }

  static long[] subtract(long[] a, long[] b) {
    long[] difference = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      difference[i] = a[i] - b[i];
    }
    return difference;
  }

  /** Multiplies products, and sums of up to four of them, which is what the curve needs. */
  static long[] multiply(long[] a, long[] b) {
    long[] product = new long[2 * LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      long factor = a[i];
      for (int j = 0; j < LIMBS; j++) {
        product[i + j] += factor * b[j];
      }
    }
    // First, since what is folded would not fit otherwise.
    for (int i = 0; i < 2 * LIMBS - 1; i++) {
      product[i + 1] += product[i] >> BITS;
      product[i] &= MASK;
    }
    long[] result = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      result[i] = product[i] + FOLD_LIMBS * product[i + LIMBS];
    }
    carry(result);
    carry(result);
    return result;
  }

  /** Returns a number to the power of (p - 5) / 8, which is 2^252 - 3: a step to a square root. */
  static long[] powerForRoot(long[] number) {
    return multiply(square(powerOfOnes(number, 250), 2), number);
  }

  /** Returns a number to the power of 2^ones - 1. */
  private static long[] powerOfOnes(long[] number, int ones) {
    if (ones == 1) {
      return number;
    }
    long[] half = powerOfOnes(number, ones / 2);
    long[] even = multiply(square(half, ones / 2), half);
    return ones % 2 == 0 ? even : multiply(square(even, 1), number);
  }

  private static long[] square(long[] number, int times) {
    long[] result = number;
    for (int i = 0; i < times; i++) {
      result = multiply(result, result);
    }
    return result;
  }

  /** Leaves in each limb about as many bits as it has, and adds the others to the next one. */
  private static void carry(long[] number) {
    for (int i = 0; i < LIMBS - 1; i++) {
      number[i + 1] += number[i] >> BITS;
      number[i] &= MASK;
    }
    number[0] += FOLD * (number[LIMBS - 1] >> LAST_BITS);
    number[LIMBS - 1] &= LAST_MASK;
  }
}
