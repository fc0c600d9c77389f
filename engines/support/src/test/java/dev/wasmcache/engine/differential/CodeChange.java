package dev.wasmcache.engine.differential;

import dev.wasmcache.engine.differential.Instructions.Instruction;
import java.util.Random;

/** Changes one instruction, mostly to another one with the same types. */
final class CodeChange {

  private static final int I32_CONST = 0x41;
  private static final int I64_CONST = 0x42;
  private static final int F32_CONST = 0x43;
  private static final int F64_CONST = 0x44;
  private static final int BR = 0x0c;
  private static final int BR_IF = 0x0d;

  /** Instructions without immediates, and with the same types in each line. */
  private static final int[][] SAME_TYPES = {
    range(0x46, 0x4f, 0x6a, 0x78), // two i32 to an i32
    range(0x51, 0x5a), // two i64 to an i32
    range(0x7c, 0x8a), // two i64 to an i64
    range(0x5b, 0x60), // two f32 to an i32
    range(0x61, 0x66), // two f64 to an i32
    range(0x92, 0x98), // two f32 to an f32
    range(0xa0, 0xa6), // two f64 to an f64
    range(0x45, 0x45, 0x67, 0x69, 0xc0, 0xc1), // an i32 to an i32
    range(0x79, 0x7b, 0xc2, 0xc4), // an i64 to an i64
    range(0x8b, 0x91), // an f32 to an f32
    range(0x99, 0x9f), // an f64 to an f64
    range(0xa8, 0xa9, 0xbc, 0xbc), // an f32 to an i32
    range(0xaa, 0xab), // an f64 to an i32
    range(0xac, 0xad), // an i32 to an i64
    range(0xae, 0xaf), // an f32 to an i64
    range(0xb0, 0xb1, 0xbd, 0xbd), // an f64 to an i64
    range(0xb2, 0xb3, 0xbe, 0xbe), // an i32 to an f32
    range(0xb4, 0xb5), // an i64 to an f32
    range(0xb7, 0xb8), // an i32 to an f64
    range(0xb9, 0xba, 0xbf, 0xbf), // an i64 to an f64
  };

  /** Loads and stores, which have an alignment that must not be too large. */
  private static final int[][] SAME_MEMORY_TYPES = {
    range(0x28, 0x28, 0x2c, 0x2f), // an i32 is loaded
    range(0x29, 0x29, 0x30, 0x35), // an i64
    range(0x36, 0x36, 0x3a, 0x3b), // an i32 is stored
    range(0x37, 0x37, 0x3c, 0x3e) // an i64
  };

  private CodeChange() {}

  /** Changes an instruction of a module; returns whether it has found a way to. */
  static boolean apply(byte[] module, Instruction chosen, Random random) {
    int position = chosen.position();
    int immediate = position + 1;
    switch (chosen.opcode()) {
      case I32_CONST, I64_CONST -> changeNumber(module, immediate, chosen.end(), 7, random);
      case F32_CONST, F64_CONST ->
          module[immediate + random.nextInt(chosen.end() - immediate)] ^=
              (byte) (1 << random.nextInt(8));
      // Locals, globals and functions: often another one of the same type.
      case 0x10, 0x12, 0x20, 0x21, 0x22, 0x23, 0x24 ->
          changeNumber(module, immediate, chosen.end(), 2, random);
      case BR, BR_IF -> module[immediate] = (byte) Math.max(0, module[immediate] + sign(random));
      default -> {
        int[] same = among(SAME_TYPES, chosen.opcode());
        if (same.length > 0) {
          module[position] = (byte) same[random.nextInt(same.length)];
          return true;
        }
        return changeAccess(module, chosen, random);
      }
    }
    return true;
  }

  private static boolean changeAccess(byte[] module, Instruction chosen, Random random) {
    int alignment = chosen.position() + 1;
    if (chosen.opcode() < 0x28 || chosen.opcode() > 0x3e || module[alignment] < 0) {
      return false;
    }
    int[] same = among(SAME_MEMORY_TYPES, chosen.opcode());
    if (same.length > 0 && random.nextBoolean()) {
      module[chosen.position()] = (byte) same[random.nextInt(same.length)];
      module[alignment] = 0;
    } else {
      changeNumber(module, alignment + 1, chosen.end(), 7, random);
    }
    return true;
  }

  /**
   * Flips a bit of a number in LEB128.
   *
   * @param bits the number of low bits in each byte, one of which is flipped
   */
  private static void changeNumber(byte[] module, int start, int end, int bits, Random random) {
    // The last of five or ten bytes has bits that must be zero.
    int bytes = Math.min(end - start, 4);
    module[start + random.nextInt(bytes)] ^= (byte) (1 << random.nextInt(bits));
  }

  private static int sign(Random random) {
    return random.nextBoolean() ? 1 : -1;
  }

  private static int[] among(int[][] groups, int opcode) {
    for (int[] group : groups) {
      for (int member : group) {
        if (member == opcode) {
          return group;
        }
      }
    }
    return new int[0];
  }

  /** Returns the numbers of ranges, with the ends. */
  private static int[] range(int... ends) {
    int count = 0;
    for (int i = 0; i < ends.length; i += 2) {
      count += ends[i + 1] - ends[i] + 1;
    }
    int[] numbers = new int[count];
    int next = 0;
    for (int i = 0; i < ends.length; i += 2) {
      for (int number = ends[i]; number <= ends[i + 1]; number++) {
        numbers[next++] = number;
      }
    }
    return numbers;
  }
}
