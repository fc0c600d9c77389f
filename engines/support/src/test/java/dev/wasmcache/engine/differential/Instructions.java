package dev.wasmcache.engine.differential;

import dev.wasmcache.engine.WasmReader;
import dev.wasmcache.engine.WasmSection;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the instructions of a module: those of WebAssembly 1.0, with extended signs, bulk memory
 * and tail calls. What comes after another one in a function is not found.
 */
final class Instructions {

  private static final int PREFIX = 0xfc;

  private Instructions() {}

  /**
   * An instruction.
   *
   * @param position of its opcode
   * @param end the position of the next one
   */
  record Instruction(int position, int opcode, int end) {}

  static List<Instruction> of(byte[] module) {
    List<Instruction> instructions = new ArrayList<>();
    for (WasmSection section : WasmSection.of(module)) {
      if (section.id() == WasmSection.CODE) {
        WasmReader reader = section.reader();
        for (int functions = reader.readLength(); functions > 0; functions--) {
          int end = reader.readLength() + reader.position();
          ofFunction(new WasmReader(module, reader.position(), end), instructions);
          reader.skip(end - reader.position());
        }
      }
    }
    return instructions;
  }

  private static void ofFunction(WasmReader body, List<Instruction> instructions) {
    for (int groups = body.readLength(); groups > 0; groups--) {
      body.readNumber();
      body.readByte();
    }
    while (body.hasRemaining()) {
      int position = body.position();
      int opcode = body.readByte();
      if (!skipImmediates(opcode, body)) {
        return;
      }
      instructions.add(new Instruction(position, opcode, body.position()));
    }
  }

  private static boolean skipImmediates(int opcode, WasmReader body) {
    if (opcode >= 0x45 && opcode <= 0xc4 || opcode == 0x0b || opcode == 0x0f) {
      return true; // Without any.
    } else if (opcode >= 0x28 && opcode <= 0x3e || opcode == 0x11 || opcode == 0x13) {
      body.readNumber();
      body.readNumber();
      return true;
    } else if (opcode == PREFIX) {
      return skipPrefixed(body);
    }
    switch (opcode) {
      case 0x00, 0x01, 0x05, 0x1a, 0x1b -> {}
      case 0x02, 0x03, 0x04, 0x41, 0x42, 0xd0 -> body.readSignedNumber();
      case 0x0c, 0x0d, 0x10, 0x12, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40, 0xd2 ->
          body.readNumber();
      case 0x0e -> {
        for (int labels = body.readLength(); labels >= 0; labels--) {
          body.readNumber();
        }
      }
      case 0x43 -> body.readInt();
      case 0x44 -> body.readLong();
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean skipPrefixed(WasmReader body) {
    int opcode = (int) body.readNumber();
    int immediates =
        switch (opcode) {
          case 0, 1, 2, 3, 4, 5, 6, 7 -> 0;
          case 9, 11, 13, 15, 16, 17 -> 1;
          case 8, 10, 12, 14 -> 2;
          default -> -1;
        };
    for (int i = 0; i < immediates; i++) {
      body.readNumber();
    }
    return immediates >= 0;
  }
}
