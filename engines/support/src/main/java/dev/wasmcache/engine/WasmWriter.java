package dev.wasmcache.engine;

import java.io.ByteArrayOutputStream;

/** Collects the bytes of a module. For one thread. */
final class WasmWriter {

  private final ByteArrayOutputStream bytes;

  WasmWriter(int expectedSize) {
    this.bytes = new ByteArrayOutputStream(expectedSize);
  }

  WasmWriter writeByte(int value) {
    bytes.write(value);
    return this;
  }

  /** Writes an unsigned number in LEB128. */
  WasmWriter writeNumber(int number) {
    int rest = number;
    while ((rest & ~0x7f) != 0) {
      bytes.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes.write(rest);
    return this;
  }

  /** Writes the bytes from {@code start} up to, not including, {@code end}. */
  WasmWriter writeRange(byte[] source, int start, int end) {
    bytes.write(source, start, end - start);
    return this;
  }

  /** Writes a section as it is. */
  WasmWriter writeSection(WasmSection section) {
    return writeRange(section.wasm(), section.start(), section.end());
  }

  /** Writes a section with this content. */
  WasmWriter writeSection(int id, byte[] content) {
    return writeByte(id).writeNumber(content.length).writeRange(content, 0, content.length);
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
