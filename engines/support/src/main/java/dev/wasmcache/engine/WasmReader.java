package dev.wasmcache.engine;

import java.util.Arrays;

/**
 * A position in a module's bytes. Never leaves its limits, whatever the bytes are. For one thread.
 */
final class WasmReader {

  private static final int LONGEST_NUMBER = 5;

  private final byte[] bytes;
  private final int end;
  private int position;

  /** Reads from {@code start} up to, not including, {@code end}. */
  WasmReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  int position() {
    return position;
  }

  boolean hasRemaining() {
    return position < end;
  }

  int remaining() {
    return end - position;
  }

  int readByte() {
    if (position >= end) {
      throw new IllegalArgumentException("The module is cut short");
    }
    return Byte.toUnsignedInt(bytes[position++]);
  }

  /** Reads an unsigned number in LEB128. */
  long readNumber() {
    long number = 0;
    for (int i = 0; i < LONGEST_NUMBER; i++) {
      int next = readByte();
      number |= (long) (next & 0x7f) << (7 * i);
      if (next < 0x80) {
        return number;
      }
    }
    throw new IllegalArgumentException("The module has a number that is too long");
  }

  /** Reads the length of the following part, which must be present. */
  int readLength() {
    long length = readNumber();
    if (length > end - position) {
      throw new IllegalArgumentException("The module has a length out of bounds");
    }
    return (int) length;
  }

  /** Skips a number in LEB128, signed or not, of at most so many bytes. */
  void skipNumber(int longest) {
    for (int i = 0; i < longest; i++) {
      if (readByte() < 0x80) {
        return;
      }
    }
    throw new IllegalArgumentException("The module has a number that is too long");
  }

  void skip(int length) {
    position += length;
  }

  /** Returns a part as a separate reader, and skips it. */
  WasmReader slice(long length) {
    if (length > remaining()) {
      throw new IllegalArgumentException("The module has a length out of bounds");
    }
    WasmReader part = new WasmReader(bytes, position, position + (int) length);
    skip((int) length);
    return part;
  }

  /** Whether exactly these bytes are left. */
  boolean hasOnly(byte[] expected) {
    return Arrays.equals(bytes, position, end, expected, 0, expected.length);
  }
}
