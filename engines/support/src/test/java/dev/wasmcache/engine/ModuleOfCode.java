package dev.wasmcache.engine;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A small module whose functions have most instructions of WebAssembly 1.0: arithmetic, memory,
 * globals, loops, indirect calls and calls of the host. Many traps are possible. Each function is
 * exported under its number.
 */
public final class ModuleOfCode {

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private static final int I32 = 0x7f;
  private static final int I64 = 0x7e;
  private static final int F32 = 0x7d;
  private static final int F64 = 0x7c;

  private static final int[][] TYPES = {
    {2, I32, I32, 1, I32},
    {2, I64, I64, 1, I64},
    {2, F32, F32, 1, F32},
    {2, F64, F64, 1, F64},
    {1, I32, 1, I32},
    {0, 0},
    {1, F64, 1, I32},
    {2, I32, F64, 1, F64}
  };

  private static final int I32_I32_TO_I32 = 0;
  private static final int I64_I64_TO_I64 = 1;
  private static final int F32_F32_TO_F32 = 2;
  private static final int F64_F64_TO_F64 = 3;
  private static final int I32_TO_I32 = 4;
  private static final int NOTHING = 5;
  private static final int F64_TO_I32 = 6;
  private static final int I32_F64_TO_F64 = 7;

  private static final int IMPORTS = 2;

  private final List<Integer> types = new ArrayList<>();
  private final WasmWriter code = new WasmWriter(512);

  private ModuleOfCode() {}

  public static byte[] bytes() {
    ModuleOfCode module = new ModuleOfCode();
    module.addArithmetic();
    module.addMemory();
    module.addControl();
    return module.toBytes();
  }

  private void addArithmetic() {
    // a * b + (a >> b) ^ b - 7
    add(I32_I32_TO_I32, "20 00 20 01 6c 20 00 20 01 75 6a 20 01 41 07 6b 73");
    // a / b + a % b, each signed and unsigned
    add(I32_I32_TO_I32, "20 00 20 01 6d 20 00 20 01 70 6a");
    // (a < b) + (a >= b) + (a == 0) + leading zeros of b
    add(I32_I32_TO_I32, "20 00 20 01 48 20 00 20 01 4f 6a 20 00 45 6a 20 01 67 6a");
    // rotl(a * b, a) + (b << 3)
    add(I64_I64_TO_I64, "20 00 20 01 7e 20 00 89 20 01 42 03 86 7c");
    add(I64_I64_TO_I64, "20 00 20 01 7f 20 00 20 01 82 85");
    // i64 that is compared, narrowed, and widened again
    add(I64_I64_TO_I64, "20 00 20 01 53 ad 20 00 a7 ac 7c 20 01 c3 7d 7b");
    // copysign(min(a + b, a * b), b)
    add(F32_F32_TO_F32, "20 00 20 01 92 20 00 20 01 94 96 20 01 98");
    // max(a - b, sqrt(a / b)), floored
    add(F64_F64_TO_F64, "20 00 20 01 a1 20 00 20 01 a3 9f a5 9c");
    add(F64_TO_I32, "20 00 aa 20 00 b6 bc 73 20 00 20 00 61 6a");
    // convert(a) + b + convert(wide a), rounded through an f32
    add(I32_F64_TO_F64, "20 00 b7 20 01 a0 20 00 ad ba a0 20 00 b2 bb a1");
    add(I32_I32_TO_I32, "20 00 c0 20 01 ac a7 6a 20 00 be 20 01 be 5d 6a");
  }

  private void addMemory() {
    // Stores within a KiB, and loads what lies across.
    add(I32_TO_I32, "20 00 41 ff 07 71 20 00 36 02 10 20 00 41 ff 07 71 2f 01 11");
    // Stores anywhere, and compares as f64.
    add(I32_I32_TO_I32, "20 00 20 01 ac 37 03 08 20 00 2b 03 08 20 00 2b 03 0c 63");
    add(I64_I64_TO_I64, "20 00 a7 41 ff 07 71 20 01 3d 01 03 20 01 a7 41 ff 07 71 32 01 01");
    add(F64_F64_TO_F64, "41 20 20 00 39 03 00 41 28 20 01 39 03 00 41 24 2b 02 00");
    // Copies and fills.
    add(NOTHING, "41 00 41 10 41 20 fc 0a 00 00 41 c0 00 41 07 41 09 fc 0b 00");
    add(I32_TO_I32, "20 00 41 01 71 40 00 3f 00 6a");
    // Adds to globals.
    add(I32_TO_I32, "23 00 20 00 6a 24 00 23 00");
    add(F64_F64_TO_F64, "23 01 20 00 a2 24 01 23 01 20 01 10 01");
  }

  private void addControl() {
    // A loop of at most sixteen rounds.
    add(
        I32_I32_TO_I32,
        "03 40 20 01 41 1f 6c 20 00 6a 21 01 20 00 41 01 6b 22 00 41 0f 71" + " 0d 00 0b 20 01");
    // A switch whose last case calls the host.
    add(
        I32_TO_I32,
        "02 40 02 40 02 40 20 00 0e 02 00 01 02 0b 41 0a 0f 0b 41 14 0f 0b" + " 20 00 10 00");
    // One of four functions, the last of which has another type.
    add(I32_I32_TO_I32, "20 00 20 01 20 00 41 03 71 11 00 00");
    add(I32_TO_I32, "20 00 41 05 20 00 41 01 71 1b");
    // Calls itself, function 25, as its last instruction, at most sixteen times.
    add(I32_TO_I32, "20 00 45 04 7f 41 03 05 20 00 41 01 6b 41 0f 71 12 19 0b");
    // Calls the host in a condition, and another function.
    add(I32_TO_I32, "20 00 10 00 04 7f 20 00 41 09 10 02 05 00 0b");
  }

  /**
   * Adds a function without locals.
   *
   * @param instructions without the end, in hexadecimal digits
   */
  private void add(int type, String instructions) {
    types.add(type);
    byte[] bytes = HEX.parseHex("00 " + instructions + " 0b");
    code.writeNumber(bytes.length).writeRange(bytes, 0, bytes.length);
  }

  private byte[] toBytes() {
    WasmWriter functions = new WasmWriter(64).writeNumber(types.size());
    WasmWriter exports = new WasmWriter(256).writeNumber(types.size());
    for (int i = 0; i < types.size(); i++) {
      functions.writeNumber(types.get(i));
      exports.writeNumber(1).writeByte('A' + i).writeByte(0).writeNumber(IMPORTS + i);
    }
    byte[] bodies = code.toBytes();
    return new WasmWriter(1024)
        .writeRange(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0}, 0, 8)
        .writeSection(1, types())
        .writeSection(
            2, bytes(IMPORTS, 1, 'm', 1, 'i', 0, I32_TO_I32, 1, 'm', 1, 'f', 0, F64_F64_TO_F64))
        .writeSection(3, functions.toBytes())
        .writeSection(4, bytes(1, 0x70, 0, 4))
        .writeSection(5, bytes(1, 1, 1, 3))
        .writeSection(
            6, bytes(2, I32, 1, 0x41, 42, 0x0b, F64, 1, 0x44, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x0b))
        .writeSection(7, exports.toBytes())
        .writeSection(
            9, bytes(1, 0, 0x41, 0, 0x0b, 4, IMPORTS, IMPORTS + 1, IMPORTS + 2, IMPORTS + 11))
        .writeSection(
            10,
            new WasmWriter(512)
                .writeNumber(types.size())
                .writeRange(bodies, 0, bodies.length)
                .toBytes())
        .writeSection(11, data())
        .toBytes();
  }

  private static byte[] types() {
    WasmWriter section = new WasmWriter(64).writeNumber(TYPES.length);
    for (int[] type : TYPES) {
      byte[] written = bytes(type);
      section.writeByte(0x60).writeRange(written, 0, written.length);
    }
    return section.toBytes();
  }

  private static byte[] data() {
    WasmWriter section = new WasmWriter(128);
    for (int each : new int[] {1, 0, 0x41, 16, 0x0b, 64}) {
      section.writeByte(each);
    }
    for (int i = 0; i < 64; i++) {
      section.writeByte(37 * i + 5);
    }
    return section.toBytes();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
