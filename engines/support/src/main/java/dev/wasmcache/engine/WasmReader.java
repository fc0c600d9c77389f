package dev.wasmcache.engine;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A position in a module's bytes. Never leaves its limits, whatever the bytes are: it throws an
 * {@link IllegalArgumentException} instead. For one thread.
 */
public final class WasmReader {

  private static final int LONGEST_NUMBER = 5;
  private static final int LONGEST_LONG_NUMBER = 10;
  private static final int SIGN = 0x40;

  private final byte[] bytes;
  private final int end;
  private int position;

  /** Reads from {@code start} up to, not including, {@code end}. */
  public WasmReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** Returns the position of the next byte in all bytes. */
  public int position() {
    return position;
  }

  /** Whether there is another byte. */
  public boolean hasRemaining() {
    return position < end;
  }

  int remaining() {
    return end - position;
  }

  /** Reads a byte, 0 to 255. */
  public int readByte() {
    if (position >= end) {
      throw new IllegalArgumentException("The module is cut short");
    }
    return Byte.toUnsignedInt(bytes[position++]);
  }

  /** Reads an unsigned number of 32 bits in LEB128. */
  public long readNumber() {
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

  /** Reads a signed number of 32 or 64 bits in LEB128. */
  public long readSignedNumber() {
    long number = 0;
    int shift = 0;
    for (int i = 0; i < LONGEST_LONG_NUMBER; i++) {
      int next = readByte();
      number |= (long) (next & 0x7f) << shift;
      shift += 7;
      if (next < 0x80) {
        return (next & SIGN) != 0 && shift < Long.SIZE ? number | -1L << shift : number;
      }
    }
    throw new IllegalArgumentException("The module has a number that is too long");
  }

  /** Reads four bytes, the lowest first. */
  public int readInt() {
    int number = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      number |= readByte() << (Byte.SIZE * i);
    }
    return number;
  }

  /** Reads eight bytes, the lowest first. */
  public long readLong() {
    return Integer.toUnsignedLong(readInt()) | (long) readInt() << Integer.SIZE;
  }

  /** Reads a length and so many bytes of text. */
  public String readName() {
    int length = readLength();
    String name = new String(bytes, position, length, StandardCharsets.UTF_8);
    skip(length);
    return name;
  }

  /** Reads a length and so many bytes. */
  public byte[] readBytes() {
    return readBytes(readLength());
  }

  /** Reads the bytes that are left. */
  public byte[] readRest() {
    return readBytes(remaining());
  }

  private byte[] readBytes(int length) {
    byte[] copy = Arrays.copyOfRange(bytes, position, position + length);
    skip(length);
    return copy;
  }

  /** Reads the length of the following part, which must be present. */
  public int readLength() {
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

  /** Skips a part whose length {@link #readLength} has read. */
  public void skip(int length) {
    position += length;
  }

  /** Returns a part as a separate reader, and skips it. */
  public WasmReader slice(long length) {
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
