package dev.wasmcache;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The 256-bit name of a compiled artifact.
 *
 * <p>Two artifacts that could differ never share a key; see {@link CompileRequest#key()}, the only
 * place that should make one. Immutable; ordered like its hexadecimal text.
 */
public final class CacheKey implements Comparable<CacheKey> {

  /** The length of a key in bytes. */
  public static final int LENGTH = 32;

  // Four longs, not an array: a lookup neither allocates nor follows a pointer.
  private final long first;
  private final long second;
  private final long third;
  private final long fourth;

  private CacheKey(byte[] bytes, int offset) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, LENGTH);
    this.first = buffer.getLong();
    this.second = buffer.getLong();
    this.third = buffer.getLong();
    this.fourth = buffer.getLong();
  }

  /**
   * Makes a key from its 32 bytes.
   *
   * @throws IllegalArgumentException if there are not exactly 32
   */
  public static CacheKey of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "A cache key has " + LENGTH + " bytes, not " + bytes.length);
    }
    return new CacheKey(bytes, 0);
  }

  /** Reads a key out of a larger array, which must hold 32 bytes from {@code offset} on. */
  static CacheKey of(byte[] bytes, int offset) {
    Objects.checkFromIndexSize(offset, LENGTH, bytes.length);
    return new CacheKey(bytes, offset);
  }

  /**
   * Reads a key from its text: 64 hexadecimal digits of either case.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static CacheKey parse(String hex) {
    if (hex.length() != 2 * LENGTH) {
      throw new IllegalArgumentException(
          "A cache key has " + 2 * LENGTH + " hexadecimal digits, not " + hex.length());
    }
    try {
      return new CacheKey(HexFormat.of().parseHex(hex), 0);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("A cache key has hexadecimal digits only", e);
    }
  }

  /** Returns the 32 bytes in a new array. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH)
        .putLong(first)
        .putLong(second)
        .putLong(third)
        .putLong(fourth)
        .array();
  }

  /** Returns the key as 64 lower-case hexadecimal digits: its name in every tier. */
  public String toHex() {
    return HexFormat.of().formatHex(toBytes());
  }

  @Override
  public int compareTo(CacheKey other) {
    int order = Long.compareUnsigned(first, other.first);
    if (order == 0) {
      order = Long.compareUnsigned(second, other.second);
    }
    if (order == 0) {
      order = Long.compareUnsigned(third, other.third);
    }
    return order != 0 ? order : Long.compareUnsigned(fourth, other.fourth);
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof CacheKey other
        && first == other.first
        && second == other.second
        && third == other.third
        && fourth == other.fourth;
  }

  @Override
  public int hashCode() {
    // The key is a digest: any of its bits are as good as a mix of all.
    return (int) first;
  }

  @Override
  public String toString() {
    return toHex();
  }
}
