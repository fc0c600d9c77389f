package dev.wasmcache.engine;

/**
 * The local variables that the functions of one module announce. A group of them takes two bytes or
 * more however many they are, and each becomes an element of a list. For one thread.
 */
final class LocalCounts {

  /** In one function, as in other engines; these engines have the limit for one group of them. */
  static final int MOST_IN_A_FUNCTION = 50_000;

  /** In all functions, more than the module has bytes: what is used takes two bytes or more. */
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
        // The parsers, which read an instruction in any case, go on after this one alone.
        throw new IllegalArgumentException("A function is longer than it says");
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
