package dev.wasmcache.endive;

import dev.wasmcache.engine.WasmReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import run.endive.wasm.types.Instruction;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.ValType;
import run.endive.wasm.types.WasmEncoding;

/**
 * Reads instructions as Endive's parser does, in a fraction of its time: without boxes, builders
 * and switches over enumerations. For one thread.
 *
 * <p>It does not know every operand; what it does not know is refused with an {@link
 * IllegalArgumentException}.
 */
final class InstructionReader {

  private static final int FIRST_PREFIX = 0xfb;
  private static final int LAST_PREFIX = 0xfe;
  private static final int END_OF_OPCODES = 0xff00;
  private static final int ALIGNMENT_BITS = 6;

  private final WasmReader reader;
  private long[] operands = new long[8];
  private int count;

  InstructionReader(WasmReader reader) {
    this.reader = reader;
  }

  /** Reads a constant expression, without its end. */
  List<Instruction> readExpression() {
    List<Instruction> expression = new ArrayList<>(1);
    Instruction next = read();
    while (next.opcode() != OpCode.END) {
      expression.add(next);
      next = read();
    }
    return List.copyOf(expression);
  }

  Instruction read() {
    int address = reader.position();
    OpCode opcode = readOpcode();
    if (opcode == OpCode.DROP || opcode == OpCode.SELECT) {
      // The validator leaves a hint there.
      return new Instruction(address, opcode, new long[1]);
    }
    List<WasmEncoding> encodings = OpCode.signature(opcode);
    if (encodings.isEmpty()) {
      return new Instruction(address, opcode, Instruction.EMPTY_OPERANDS);
    }
    count = 0;
    for (int i = 0; i < encodings.size(); i++) {
      readOperand(encodings.get(i));
    }
    return new Instruction(address, opcode, Arrays.copyOf(operands, count));
  }

  private OpCode readOpcode() {
    long number = reader.readByte();
    if (number >= FIRST_PREFIX && number <= LAST_PREFIX) {
      number = (number << Byte.SIZE) + reader.readNumber();
    }
    OpCode opcode = number < END_OF_OPCODES ? OpCode.byOpCode((int) number) : null;
    if (opcode == null) {
      throw new IllegalArgumentException("There is no instruction " + number);
    }
    return opcode;
  }

  private void readOperand(WasmEncoding encoding) {
    if (encoding == WasmEncoding.VARUINT) {
      add(reader.readNumber());
    } else if (encoding == WasmEncoding.MEMARG) {
      readMemoryArgument();
    } else if (encoding == WasmEncoding.VARSINT32 || encoding == WasmEncoding.VARSINT64) {
      add(reader.readSignedNumber());
    } else if (encoding == WasmEncoding.BLOCK_TYPE) {
      readBlockType();
    } else if (encoding == WasmEncoding.FLOAT32) {
      add(reader.readInt());
    } else if (encoding == WasmEncoding.FLOAT64) {
      add(reader.readLong());
    } else if (encoding == WasmEncoding.V128) {
      add(reader.readLong());
      add(reader.readLong());
    } else if (encoding == WasmEncoding.BYTE) {
      add(reader.readByte());
    } else if (encoding == WasmEncoding.VEC_VARUINT) {
      int length = reader.readLength();
      for (int i = 0; i < length; i++) {
        add(reader.readNumber());
      }
    } else {
      throw new IllegalArgumentException("An operand is encoded as " + encoding);
    }
  }

  private void readMemoryArgument() {
    long flags = reader.readNumber();
    long memory = flags >> ALIGNMENT_BITS == 0 ? 0 : reader.readNumber();
    add(flags & ((1 << ALIGNMENT_BITS) - 1));
    add(reader.readNumber());
    add(memory);
  }

  /** Either the number of a type of functions, or a type of values, or none. */
  private void readBlockType() {
    int type = (int) reader.readNumber();
    if (type == ValType.ID.Ref || type == ValType.ID.RefNull) {
      throw new IllegalArgumentException("A block has a type that an index follows");
    }
    add(ValType.ID.isValidOpcode(type) ? ValType.builder().withOpcode(type).id() : type);
  }

  private void add(long operand) {
    if (count == operands.length) {
      operands = Arrays.copyOf(operands, 2 * count);
    }
    operands[count++] = operand;
  }
}
