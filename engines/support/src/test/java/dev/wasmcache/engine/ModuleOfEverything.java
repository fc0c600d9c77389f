package dev.wasmcache.engine;

/** A valid module with every section and most forms of its entries. */
public final class ModuleOfEverything {

  private ModuleOfEverything() {}

  public static byte[] bytes() {
    return new WasmWriter(512)
        .writeRange(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0}, 0, 8)
        .writeSection(1, types())
        .writeSection(2, imports())
        .writeSection(3, bytes(1, 0))
        .writeSection(4, bytes(1, 0x70, 1, 2, 4))
        .writeSection(5, bytes(1, 0, 1))
        .writeSection(13, bytes(1, 0, 0))
        .writeSection(6, globals())
        .writeSection(7, bytes(2, 1, 'f', 0, 1, 1, 'm', 2, 0))
        .writeSection(8, bytes(1))
        .writeSection(9, elements())
        .writeSection(12, bytes(3))
        .writeSection(10, bytes(1, 13, 2, 2, 0x7f, 1, 0x7e, 0x41, 0, 0xfc, 9, 1, 0x1a, 0x01, 0x0b))
        .writeSection(11, data())
        .writeSection(0, names())
        .writeSection(0, bytes(1, 'x', 200, 200))
        .toBytes();
  }

  private static byte[] types() {
    return bytes(
        4, // types and groups
        0x60, 0, 0, // a function
        0x60, 2, 0x7f, 0x7e, 1, 0x7c, // one with parameters and a result
        0x5e, 0x7f, 1, // an array
        0x4e, 2, 0x50, 0, 0x5f, 2, 0x78, 1, 0x7f, 0, 0x4f, 1, 3, 0x5f, 2, 0x78, 1, 0x7f,
        0); // structs
  }

  private static byte[] imports() {
    return bytes(
        3, // a function, a table, a global
        1, 'm', 1, 'f', 0, 0, //
        1, 'm', 1, 't', 1, 0x70, 1, 1, 9, //
        1, 'm', 1, 'g', 3, 0x7f, 0);
  }

  private static byte[] globals() {
    return bytes(
        5, 0x7f, 0, 0x23, 0, 0x0b, //
        0x7e, 1, 0x42, 0x80, 0x7f, 0x0b, //
        0x7d, 0, 0x43, 1, 2, 3, 4, 0x0b, //
        0x7c, 0, 0x44, 1, 2, 3, 4, 5, 6, 7, 8, 0x0b, //
        0x70, 0, 0xd2, 1, 0x0b);
  }

  private static byte[] elements() {
    return bytes(
        4, //
        0, 0x41, 0, 0x0b, 1, 1, //
        1, 0, 2, 0, 1, //
        2, 1, 0x41, 0, 0x0b, 0, 1, 0, //
        5, 0x70, 2, 0xd2, 0, 0x0b, 0xd0, 0x70, 0x0b);
  }

  private static byte[] data() {
    return bytes(
        3, //
        0, 0x41, 1, 0x41, 2, 0x6a, 0x0b, 3, 1, 2, 3, //
        1, 2, 1, 2, //
        2, 0, 0x23, 0, 0x0b, 0);
  }

  private static byte[] names() {
    return bytes(
        4, 'n', 'a', 'm', 'e', //
        0, 2, 1, 'm', //
        1, 7, 2, 0, 1, 'f', 1, 1, 'g', //
        2, 6, 1, 1, 1, 0, 1, 'l', //
        4, 1, 99, // not parsed
        7, 4, 1, 0, 1, 'g');
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
