package dev.wasmcache.engine;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Modules that announce more than they have bytes for; the names say what they announce. */
public final class LyingModules {

  /** The largest array that a parser may try to allocate. */
  private static final int MOST = Integer.MAX_VALUE;

  private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};

  /** What each announces, its section, and the content of that, with N for what is announced. */
  private static final String LIES =
      """
      parameters                                       |  1 | 01 60 N
      results                                          |  1 | 01 60 00 N
      results after a reference                        |  1 | 01 60 01 64 00 N
      types of a group                                 |  1 | 01 4e N
      supertypes                                       |  1 | 01 50 N
      supertypes of a final type                       |  1 | 01 4f N
      parameters in a group                            |  1 | 01 4e 01 50 00 60 N
      parameters after other types                     |  1 | 03 5e 7f 00 5f 01 78 01 60 N
      fields                                           |  1 | 01 5f N
      bytes of the module of an import                 |  2 | 01 N
      bytes of the name of an import                   |  2 | 01 01 6d N
      bytes of the name of an import after another     |  2 | 04 01 6d 01 6e 01 70 01 00 01 01 6d 01 6e 02 00 01 01 6d 01 6e 03 7f 00 N
      bytes of the name of an export                   |  7 | 01 N
      bytes of the name of an export after another     |  7 | 02 01 65 00 00 N
      functions of an element segment                  |  9 | 01 00 41 00 0b N
      functions of a passive segment                   |  9 | 01 01 00 N
      functions of a declared segment                  |  9 | 01 03 00 N
      functions for a table                            |  9 | 01 02 00 41 00 0b 00 N
      expressions of a segment                         |  9 | 01 04 41 00 0b N
      expressions of a passive segment                 |  9 | 01 05 70 N
      expressions for a table                          |  9 | 01 06 00 41 00 0b 70 N
      functions after expressions                      |  9 | 02 05 70 01 d2 00 0b 01 00 N
      bytes of code                                    | 10 | 01 N
      groups of locals                                 | 10 | 01 07 N
      bytes of data                                    | 11 | 01 00 41 00 0b N
      bytes of passive data                            | 11 | 01 01 N
      bytes of data of a memory                        | 11 | 01 02 00 41 00 0b N
      bytes of data at a long address                  | 11 | 01 00 42 ff ff ff ff 0f 43 01 02 03 04 44 01 02 03 04 05 06 07 08 0b N
      bytes of data at an address that is not constant | 11 | 01 00 02 40 0e 01 00 00 28 02 00 01 41 00 0b N
      bytes of data at an address with a prefix        | 11 | 01 00 fc 08 00 00 0b N
      bytes of the name of a section                   |  0 | N
      bytes of names                                   |  0 | 04 6e 61 6d 65 01 N
      bytes of the module's name                       |  0 | 04 6e 61 6d 65 00 06 N
      """;

  private LyingModules() {}

  /** 18 bytes that claim a function type of 2^31 - 1 parameters. */
  public static byte[] manyParameters() {
    return module(
        1, new WasmWriter(16).writeNumber(1).writeByte(0x60).writeNumber(MOST).writeByte(0x7f));
  }

  /** Returns one module for each count and length for which a parser may allocate memory. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> modules = new LinkedHashMap<>();
    for (int announced : new int[] {200, 1 << 20, 1 << 30, MOST, -1}) {
      all(modules, announced);
    }
    return modules;
  }

  private static void all(Map<String, byte[]> modules, int many) {
    for (int section : new int[] {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13}) {
      add(modules, many, "entries of section " + section, section, "N");
    }
    LIES.lines()
        .map(line -> line.split("\\|"))
        .forEach(
            lie -> add(modules, many, lie[0].strip(), Integer.parseInt(lie[1].strip()), lie[2]));
    for (int id : new int[] {1, 5, 6, 7, 8, 9, 11}) {
      addNames(modules, many, "names of kind " + id, id, "05 N");
      addNames(modules, many, "bytes of a name of kind " + id, id, "07 01 00 N");
    }
    for (int id : new int[] {2, 3}) {
      addNames(modules, many, "groups of names of kind " + id, id, "05 N");
      addNames(modules, many, "names in a group of kind " + id, id, "07 01 00 N");
      addNames(modules, many, "bytes of a name in a group of kind " + id, id, "09 01 00 01 00 N");
    }
  }

  private static void addNames(
      Map<String, byte[]> modules, int many, String what, int id, String content) {
    add(modules, many, what, 0, "04 6e 61 6d 65 %02x %s".formatted(id, content));
  }

  private static void add(
      Map<String, byte[]> modules, int many, String what, int section, String content) {
    WasmWriter writer = new WasmWriter(64);
    for (String token : content.strip().split(" ")) {
      if (token.equals("N")) {
        writer.writeNumber(many);
      } else {
        writer.writeByte(HexFormat.fromHexDigits(token));
      }
    }
    modules.put(Integer.toUnsignedString(many) + " " + what, module(section, writer));
  }

  /** A function with so many groups of so many local variables each. */
  static byte[] locals(int functions, int groups, int locals) {
    WasmWriter types = new WasmWriter(functions).writeNumber(functions);
    WasmWriter code = new WasmWriter(functions * 8).writeNumber(functions);
    for (int i = 0; i < functions; i++) {
      types.writeNumber(0);
      WasmWriter body = new WasmWriter(groups * 4).writeNumber(groups);
      for (int j = 0; j < groups; j++) {
        body.writeNumber(locals).writeByte(0x7f);
      }
      byte[] bytes = body.writeByte(0x0b).toBytes();
      code.writeNumber(bytes.length).writeRange(bytes, 0, bytes.length);
    }
    return new WasmWriter(256)
        .writeRange(HEADER, 0, HEADER.length)
        .writeSection(1, new byte[] {1, 0x60, 0, 0})
        .writeSection(3, types.toBytes())
        .writeSection(10, code.toBytes())
        .toBytes();
  }

  private static byte[] module(int section, WasmWriter content) {
    return new WasmWriter(64)
        .writeRange(HEADER, 0, HEADER.length)
        .writeSection(section, content.toBytes())
        .toBytes();
  }
}
