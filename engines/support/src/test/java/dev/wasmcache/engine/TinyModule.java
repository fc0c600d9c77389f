package dev.wasmcache.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A module of functions that take and return one i32, each exported under its index. Written byte
 * by byte, since no assembler is available.
 */
public final class TinyModule {

  public static final int LOCAL_GET = 0x20;
  public static final int I32_CONST = 0x41;
  public static final int I32_ADD = 0x6a;
  public static final int CALL = 0x10;
  public static final int RETURN_CALL = 0x12;

  private final List<int[]> bodies = new ArrayList<>();
  private byte[] imports = {0};
  private byte[] tables = {0};
  private int importCount;
  private final WasmWriter customSections = new WasmWriter(64);

  /** Two functions: the first adds one to the second's result, which is ten times its argument. */
  public static TinyModule callingEachOther(int callInstruction) {
    return new TinyModule()
        .function(LOCAL_GET, 0, I32_CONST, 1, I32_ADD, callInstruction, 1)
        .function(LOCAL_GET, 0, I32_CONST, 10, 0x6c);
  }

  /** One function, which grows a table of one element by its argument and returns its size. */
  public static TinyModule growingItsTable() {
    TinyModule module = new TinyModule();
    module.tables = new byte[] {1, 0x70, 0, 1};
    return module.function(0xd0, 0x70, LOCAL_GET, 0, 0xfc, 0x0f, 0, 0x1a, 0xfc, 0x10, 0);
  }

  public TinyModule function(int... instructions) {
    bodies.add(instructions);
    return this;
  }

  /** Imports a function, which gets the index 0. */
  public TinyModule importing(String module, String name) {
    WasmWriter section = new WasmWriter(64).writeNumber(1);
    writeName(section, module);
    writeName(section, name);
    imports = section.writeByte(0).writeNumber(0).toBytes();
    importCount = 1;
    return this;
  }

  public TinyModule customSection(String name, int size) {
    WasmWriter section = new WasmWriter(64);
    writeName(section, name);
    section.writeRange(new byte[size], 0, size);
    customSections.writeSection(0, section.toBytes());
    return this;
  }

  private static void writeName(WasmWriter section, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    section.writeNumber(bytes.length).writeRange(bytes, 0, bytes.length);
  }

  public byte[] bytes() {
    WasmWriter functions = new WasmWriter(64).writeNumber(bodies.size());
    WasmWriter exports = new WasmWriter(64).writeNumber(bodies.size());
    WasmWriter code = new WasmWriter(64).writeNumber(bodies.size());
    for (int i = 0; i < bodies.size(); i++) {
      functions.writeNumber(0);
      exports.writeNumber(1).writeByte('0' + i).writeByte(0).writeNumber(importCount + i);
      WasmWriter body = new WasmWriter(64).writeNumber(0);
      for (int instruction : bodies.get(i)) {
        body.writeByte(instruction);
      }
      byte[] bytes = body.writeByte(0x0b).toBytes();
      code.writeNumber(bytes.length).writeRange(bytes, 0, bytes.length);
    }
    byte[] custom = customSections.toBytes();
    return new WasmWriter(256)
        .writeRange(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0}, 0, 8)
        .writeSection(1, new byte[] {1, 0x60, 1, 0x7f, 1, 0x7f})
        .writeSection(2, imports)
        .writeSection(3, functions.toBytes())
        .writeSection(4, tables)
        .writeSection(7, exports.toBytes())
        .writeSection(10, code.toBytes())
        .writeRange(custom, 0, custom.length)
        .toBytes();
  }
}
