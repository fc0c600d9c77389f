package dev.wasmcache.engine.differential;

import java.util.Random;

/** The types of parameters and results that calls are generated for. */
public enum Kind {
  I32 {
    @Override
    long value(Random random) {
      return (int) integer(random, Integer.SIZE);
    }

    @Override
    long canonical(long bits) {
      return (int) bits;
    }
  },
  I64 {
    @Override
    long value(Random random) {
      return integer(random, Long.SIZE);
    }
  },
  F32 {
    @Override
    long value(Random random) {
      return switch (random.nextInt(16)) {
        case 0 -> NAN_BITS_OF_FLOAT | random.nextInt();
        case 1, 2, 3 -> random.nextInt();
        default -> Float.floatToIntBits((float) number(random));
      };
    }

    @Override
    long canonical(long bits) {
      return Float.floatToIntBits(Float.intBitsToFloat((int) bits));
    }
  },
  F64 {
    @Override
    long value(Random random) {
      return switch (random.nextInt(16)) {
        case 0 -> NAN_BITS_OF_DOUBLE | random.nextLong();
        case 1, 2, 3 -> random.nextLong();
        default -> Double.doubleToLongBits(number(random));
      };
    }

    @Override
    long canonical(long bits) {
      return Double.doubleToLongBits(Double.longBitsToDouble(bits));
    }
  },
  /** Vectors and references: functions that take or return them are not called. */
  OTHER {
    @Override
    long value(Random random) {
      return 0;
    }
  };

  private static final int NAN_BITS_OF_FLOAT = 0x7f80_0000;
  private static final long NAN_BITS_OF_DOUBLE = 0x7ff0_0000_0000_0000L;

  private static final double[] NUMBERS = {
    0,
    -0.0,
    1,
    -1,
    0.5,
    1e-310,
    255,
    65_536,
    2_147_483_648.0,
    -9.3e18,
    1.9e19,
    1e300,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  /** Returns a value, often one at a limit. */
  abstract long value(Random random);

  /**
   * Returns the same value without what its type does not have: the bits that the JVM gives to
   * every NaN, and the higher half that the interpreters leave to an i32.
   */
  long canonical(long bits) {
    return bits;
  }

  private static double number(Random random) {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private static long integer(Random random, int bits) {
    return switch (random.nextInt(8)) {
      case 0 -> 0;
      case 1 -> 1 + random.nextInt(8);
      case 2 -> -1 - random.nextInt(8);
      // What may be an address.
      case 3 -> 8L * random.nextInt(1 << 10);
      case 4 -> random.nextInt(1 << 20);
      case 5 -> 1L << random.nextInt(bits);
      case 6 -> (1L << random.nextInt(bits)) - 1;
      default -> random.nextLong();
    };
  }
}
