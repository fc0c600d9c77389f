package dev.wasmcache.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A section of a module, found by the lengths alone. */
final class WasmSection {

  static final int CUSTOM = 0;
  static final int TYPE = 1;
  static final int CODE = 10;
  static final int DATA = 11;

  /** Magic and version. */
  static final int PREAMBLE = 8;

  private final byte[] wasm;
  private final int id;
  private final int start;
  private final int content;
  private final int end;

  private WasmSection(byte[] wasm, int id, int start, int content, int end) {
    this.wasm = wasm;
    this.id = id;
    this.start = start;
    this.content = content;
    this.end = end;
  }

  /**
   * @throws IllegalArgumentException if the lengths do not add up
   */
  static List<WasmSection> of(byte[] wasm) {
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

  /** The bytes of the whole module. */
  byte[] wasm() {
    return wasm;
  }

  int id() {
    return id;
  }

  /** Where its id is. */
  int start() {
    return start;
  }

  /** Where the next section begins. */
  int end() {
    return end;
  }

  /** Reads its content. */
  WasmReader reader() {
    return new WasmReader(wasm, content, end);
  }

  /** Whether it holds debugging data in DWARF, often larger than all else together. */
  boolean isDebugging() {
    if (id != CUSTOM) {
      return false;
    }
    WasmReader reader = reader();
    int length = reader.readLength();
    return new String(wasm, reader.position(), length, StandardCharsets.UTF_8)
        .startsWith(".debug_");
  }
}
