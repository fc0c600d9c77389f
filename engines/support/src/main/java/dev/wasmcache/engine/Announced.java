package dev.wasmcache.engine;

/** Reads announced counts and lengths, and compares them with the bytes left in their section. */
final class Announced {

  private static final int LONGEST_NUMBER = 5;
  private static final int NULLABLE_REFERENCE = 0x63;
  private static final int REFERENCE = 0x64;

  private Announced() {}

  /**
   * Reads the count of elements that take at least one byte each.
   *
   * @throws AnnouncedTooMuchException if fewer bytes are left
   */
  static int count(String what, WasmReader reader) {
    long count = reader.readNumber();
    if (count > reader.remaining()) {
      throw tooMuch(what, count, reader);
    }
    return (int) count;
  }

  static AnnouncedTooMuchException tooMuch(String what, long count, WasmReader reader) {
    return new AnnouncedTooMuchException(
        "length out of bounds: the module announces %d %s at byte %d, where %d bytes are left"
            .formatted(count, what, reader.position(), reader.remaining()));
  }

  static void skipName(WasmReader reader) {
    skipBytes("bytes of a name", reader);
  }

  static void skipBytes(String what, WasmReader reader) {
    reader.skip(count(what, reader));
  }

  /** Skips an unsigned number, or a signed one of 32 bits. */
  static void skipNumber(WasmReader reader) {
    reader.skipNumber(LONGEST_NUMBER);
  }

  static void skipNumbers(int count, WasmReader reader) {
    for (int i = 0; i < count; i++) {
      skipNumber(reader);
    }
  }

  static void skipValueType(WasmReader reader) {
    long first = reader.readNumber();
    if (first == REFERENCE || first == NULLABLE_REFERENCE) {
      skipNumber(reader);
    }
  }

  static void skipValueTypes(int count, WasmReader reader) {
    for (int i = 0; i < count; i++) {
      skipValueType(reader);
    }
  }

  /** Skips the minimum of a table or a memory, and its maximum if there is one. */
  static void skipLimits(WasmReader reader) {
    int flags = reader.readByte();
    skipNumbers((flags & 1) + 1, reader);
  }
}
