package dev.wasmcache.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A section of a module, found by its length alone.
 *
 * @param wasm the bytes of the whole module
 * @param start the position of its id
 * @param content the position of its content
 * @param end the position of the next section
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record WasmSection(byte[] wasm, int id, int start, int content, int end) {

  public static final int CUSTOM = 0;
  public static final int TYPE = 1;
  public static final int IMPORT = 2;
  public static final int FUNCTION = 3;
  public static final int TABLE = 4;
  public static final int MEMORY = 5;
  public static final int GLOBAL = 6;
  public static final int EXPORT = 7;
  public static final int START = 8;
  public static final int ELEMENT = 9;
  public static final int CODE = 10;
  public static final int DATA = 11;
  public static final int DATA_COUNT = 12;
  public static final int TAG = 13;

  private static final byte[] MAGIC_AND_VERSION = {0, 'a', 's', 'm', 1, 0, 0, 0};

  /** Magic and version, in bytes. */
  static final int PREAMBLE = MAGIC_AND_VERSION.length;

  /**
   * Returns the sections of a module in their order.
   *
   * @throws IllegalArgumentException if the lengths are inconsistent
   */
  public static List<WasmSection> of(byte[] wasm) {
    if (wasm.length < PREAMBLE) {
      throw new IllegalArgumentException("The module is cut short");
    }
    List<WasmSection> sections = new ArrayList<>();
    WasmReader reader = new WasmReader(wasm, PREAMBLE, wasm.length);
    while (reader.hasRemaining()) {
      int start = reader.position();
      int id = reader.readByte();
      int length = reader.readLength();
      int content = reader.position();
      reader.skip(length);
      sections.add(new WasmSection(wasm, id, start, content, content + length));
    }
    return sections;
  }

  /** Whether the bytes begin like a module. */
  static boolean isModule(byte[] wasm) {
    return wasm.length >= PREAMBLE
        && Arrays.equals(wasm, 0, PREAMBLE, MAGIC_AND_VERSION, 0, PREAMBLE);
  }

  /** Reads its content. */
  public WasmReader reader() {
    return new WasmReader(wasm, content, end);
  }

  /** Whether it holds debugging data in DWARF, often larger than everything else together. */
  boolean isDebugging() {
    return id == CUSTOM && reader().readName().startsWith(".debug_");
  }
}
