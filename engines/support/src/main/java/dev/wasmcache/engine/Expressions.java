package dev.wasmcache.engine;

import java.util.List;

/** Skips constant expressions, which may be followed by lengths. Safe for concurrent use. */
final class Expressions {

  private static final int END = 0x0b;
  private static final int FIRST_PREFIX = 0xfb;
  private static final int LAST_PREFIX = 0xfe;
  private static final int MOST_OPCODES = 0xff00;
  private static final int LONGEST_64_BIT_NUMBER = 10;
  private static final int MEMORY_INDEX_FOLLOWS = 6;

  private final InstructionSet instructions;

  Expressions(InstructionSet instructions) {
    this.instructions = instructions;
  }

  /** Skips all instructions up to the {@code end}, constant or not. */
  void skip(WasmReader reader) {
    int opcode;
    do {
      opcode = readOpcode(reader);
      List<? extends Enum<?>> operands = instructions.operands(opcode);
      for (int i = 0; i < operands.size(); i++) {
        skipOperand(operands.get(i).name(), reader);
      }
    } while (opcode != END);
  }

  private static int readOpcode(WasmReader reader) {
    int first = reader.readByte();
    if (first < FIRST_PREFIX || first > LAST_PREFIX) {
      return first;
    }
    long opcode = (first << 8) + reader.readNumber();
    if (opcode >= MOST_OPCODES) {
      throw new IllegalArgumentException("There is no instruction " + opcode);
    }
    return (int) opcode;
  }

  private static void skipOperand(String encoding, WasmReader reader) {
    switch (encoding) {
      case "BYTE" -> reader.readByte();
      case "VARUINT", "VARSINT32" -> Announced.skipNumber(reader);
      case "VARSINT64" -> reader.skipNumber(LONGEST_64_BIT_NUMBER);
      case "FLOAT32" -> skipBytes(4, reader);
      case "FLOAT64" -> skipBytes(8, reader);
      case "V128" -> skipBytes(16, reader);
      case "BLOCK_TYPE" -> Announced.skipValueType(reader);
      case "VEC_VARUINT" -> Announced.skipNumbers(Announced.count("labels", reader), reader);
      case "VEC_VALUE_TYPE" ->
          Announced.skipValueTypes(Announced.count("value types", reader), reader);
      case "MEMARG" -> {
        boolean further = reader.readNumber() >> MEMORY_INDEX_FOLLOWS != 0;
        Announced.skipNumbers(further ? 2 : 1, reader);
      }
      case "VEC_CATCH" -> skipCatches(Announced.count("catch clauses", reader), reader);
      default -> throw new IllegalArgumentException("An operand is encoded as " + encoding);
    }
  }

  private static void skipBytes(int count, WasmReader reader) {
    for (int i = 0; i < count; i++) {
      reader.readByte();
    }
  }

  /** A clause for one tag has two numbers, a clause for all tags has one. */
  private static void skipCatches(int count, WasmReader reader) {
    for (int i = 0; i < count; i++) {
      Announced.skipNumbers(reader.readByte() < 2 ? 2 : 1, reader);
    }
  }
}
