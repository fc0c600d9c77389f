package dev.wasmcache.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/** Modules that announce more than they have bytes for; the names say what they announce. */
public final class LyingModules {

  /** The largest array that a parser may try to allocate. */
  private static final int MOST = Integer.MAX_VALUE;

  private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};

  private LyingModules() {}

  /** 18 bytes that claim a function type of 2^31 - 1 parameters. */
  static byte[] manyParameters() {
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
      add(modules, many, "entries of section " + section, section, many);
    }
    add(modules, many, "parameters", 1, 1, 0x60, many);
    add(modules, many, "results", 1, 1, 0x60, 0, many);
    add(modules, many, "results after a reference", 1, 1, 0x60, 1, 0x64, 0, many);
    add(modules, many, "types of a group", 1, 1, 0x4e, many);
    add(modules, many, "supertypes", 1, 1, 0x50, many);
    add(modules, many, "supertypes of a final type", 1, 1, 0x4f, many);
    add(modules, many, "parameters in a group", 1, 1, 0x4e, 1, 0x50, 0, 0x60, many);
    add(
        modules,
        many,
        "parameters after other types",
        1,
        3,
        0x5e,
        0x7f,
        0,
        0x5f,
        1,
        0x78,
        1,
        0x60,
        many);
    add(modules, many, "fields", 1, 1, 0x5f, many);
    add(modules, many, "bytes of the module of an import", 2, 1, many);
    add(modules, many, "bytes of the name of an import", 2, 1, 1, 'm', many);
    add(
        modules,
        many,
        "bytes of the name of an import after another",
        2,
        4,
        1,
        'm',
        1,
        'n',
        1,
        0x70,
        1,
        0,
        1,
        1,
        'm',
        1,
        'n',
        2,
        0,
        1,
        1,
        'm',
        1,
        'n',
        3,
        0x7f,
        0,
        many);
    add(modules, many, "bytes of the name of an export", 7, 1, many);
    add(modules, many, "bytes of the name of an export after another", 7, 2, 1, 'e', 0, 0, many);
    add(modules, many, "functions of an element segment", 9, 1, 0, 0x41, 0, 0x0b, many);
    add(modules, many, "functions of a passive segment", 9, 1, 1, 0, many);
    add(modules, many, "functions of a declared segment", 9, 1, 3, 0, many);
    add(modules, many, "functions for a table", 9, 1, 2, 0, 0x41, 0, 0x0b, 0, many);
    add(modules, many, "expressions of a segment", 9, 1, 4, 0x41, 0, 0x0b, many);
    add(modules, many, "expressions of a passive segment", 9, 1, 5, 0x70, many);
    add(modules, many, "expressions for a table", 9, 1, 6, 0, 0x41, 0, 0x0b, 0x70, many);
    add(modules, many, "functions after expressions", 9, 2, 5, 0x70, 1, 0xd2, 0, 0x0b, 1, 0, many);
    add(modules, many, "bytes of code", 10, 1, many);
    add(modules, many, "groups of locals", 10, 1, 7, many);
    add(modules, many, "bytes of data", 11, 1, 0, 0x41, 0, 0x0b, many);
    add(modules, many, "bytes of passive data", 11, 1, 1, many);
    add(modules, many, "bytes of data of a memory", 11, 1, 2, 0, 0x41, 0, 0x0b, many);
    add(
        modules,
        many,
        "bytes of data at a long address",
        11,
        1,
        0,
        0x42,
        -1,
        0x43,
        1,
        2,
        3,
        4,
        0x44,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        0x0b,
        many);
    add(
        modules,
        many,
        "bytes of data at an address that is not constant",
        11,
        1,
        0,
        0x02,
        0x40,
        0x0e,
        1,
        0,
        0,
        0x28,
        2,
        0,
        0x01,
        0x41,
        0,
        0x0b,
        many);
    add(
        modules,
        many,
        "bytes of data at an address with a prefix",
        11,
        1,
        0,
        0xfc,
        0x08,
        0,
        0,
        0x0b,
        many);
    add(modules, many, "bytes of the name of a section", 0, many);
    addNames(modules, many, "bytes of names", 1, many);
    addNames(modules, many, "bytes of the module's name", 0, 6, many);
    for (int id : new int[] {1, 5, 6, 7, 8, 9, 11}) {
      addNames(modules, many, "names of kind " + id, id, 5, many);
      addNames(modules, many, "bytes of a name of kind " + id, id, 7, 1, 0, many);
    }
    for (int id : new int[] {2, 3}) {
      addNames(modules, many, "groups of names of kind " + id, id, 5, many);
      addNames(modules, many, "names in a group of kind " + id, id, 7, 1, 0, many);
      addNames(modules, many, "bytes of a name in a group of kind " + id, id, 9, 1, 0, 1, 0, many);
    }
  }

  private static void addNames(Map<String, byte[]> modules, int many, String what, int... numbers) {
    int[] content = new int[numbers.length + 5];
    int[] name = {4, 'n', 'a', 'm', 'e'};
    System.arraycopy(name, 0, content, 0, name.length);
    System.arraycopy(numbers, 0, content, name.length, numbers.length);
    add(modules, many, what, 0, content);
  }

  private static void add(
      Map<String, byte[]> modules, int many, String what, int section, int... numbers) {
    WasmWriter content = new WasmWriter(64);
    for (int number : numbers) {
      if (number == many || number < 0) {
        content.writeNumber(number);
      } else {
        content.writeByte(number);
      }
    }
    modules.put(Integer.toUnsignedString(many) + " " + what, module(section, content));
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
