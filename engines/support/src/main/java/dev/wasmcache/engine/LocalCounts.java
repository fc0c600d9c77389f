package dev.wasmcache.engine;

/**
 * The local variables that the functions of one module announce. A group takes only two bytes or
 * more however many variables it has, and each becomes an element of a list. For one thread.
 */
final class LocalCounts {

  /** The limit in one function, as in other engines; these engines apply it to a single group. */
  static final int MOST_IN_A_FUNCTION = 50_000;

  /**
   * The limit in all functions: more than the module has bytes, because each use takes at least two
   * bytes.
   */
  static final int MOST_WITHOUT_BYTES = 1_000_000;

  private static final int END = 0x0b;

  private final long most;
  private long total;

  LocalCounts(int moduleSize) {
    this.most = (long) MOST_WITHOUT_BYTES + moduleSize;
  }

  void checkCode(WasmReader section) {
    int count = Announced.count("functions with code", section);
    for (int i = 0; i < count; i++) {
      int end = Announced.count("bytes of code", section) + section.position();
      checkLocals(section);
      if (section.position() < end) {
        section.skip(end - section.position());
      } else if (section.readByte() != END) {
        // The parsers always read one instruction, and continue only after this one.
        throw new IllegalArgumentException("A function is longer than it announces");
      }
    }
  }

  private void checkLocals(WasmReader section) {
    int groups = Announced.count("groups of local variables", section);
    long locals = 0;
    for (int i = 0; i < groups; i++) {
      locals += section.readNumber();
      Announced.skipValueType(section);
      if (locals > MOST_IN_A_FUNCTION) {
        throw new AnnouncedTooMuchException("too many locals");
      }
    }
    total += locals;
    if (total > most) {
      throw new AnnouncedTooMuchException("too many locals in all functions together");
    }
  }
}
