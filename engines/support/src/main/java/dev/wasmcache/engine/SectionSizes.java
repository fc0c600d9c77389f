package dev.wasmcache.engine;

/**
 * The counts and lengths in the sections of one module. For one thread.
 *
 * <p>Throws an {@link IllegalArgumentException} for anything that cannot be read, and an {@link
 * AnnouncedTooMuchException} for a section that announces too much.
 */
final class SectionSizes {

  private static final int FUNCTION = 0;
  private static final int TABLE = 1;
  private static final int MEMORY = 2;
  private static final int GLOBAL = 3;
  private static final int TAG = 4;

  private final Expressions expressions;
  private final LocalCounts locals;

  /**
   * @param moduleSize in bytes
   */
  SectionSizes(InstructionSet instructions, int moduleSize) {
    this.expressions = new Expressions(instructions);
    this.locals = new LocalCounts(moduleSize);
  }

  void check(int id, WasmReader section) {
    switch (id) {
      case WasmSection.CUSTOM -> NameSectionSizes.checkCustom(section);
      case WasmSection.TYPE -> TypeSizes.check(section);
      case WasmSection.IMPORT -> checkImports(section);
      case WasmSection.EXPORT -> checkExports(section);
      case WasmSection.ELEMENT -> checkElements(section);
      case WasmSection.CODE -> locals.checkCode(section);
      case WasmSection.DATA -> checkData(section);
      case WasmSection.FUNCTION -> Announced.count("functions", section);
      case WasmSection.TABLE -> Announced.count("tables", section);
      case WasmSection.MEMORY -> Announced.count("memories", section);
      case WasmSection.GLOBAL -> Announced.count("globals", section);
      case WasmSection.TAG -> Announced.count("tags", section);
      default -> {
        // At most one number, or a section that no engine knows.
      }
    }
  }

  private static void checkImports(WasmReader section) {
    int count = Announced.count("imports", section);
    for (int i = 0; i < count; i++) {
      Announced.skipName(section);
      Announced.skipName(section);
      int kind = (int) section.readNumber();
      switch (kind) {
        case FUNCTION -> Announced.skipNumber(section);
        case TABLE -> {
          Announced.skipValueType(section);
          Announced.skipLimits(section);
        }
        case MEMORY -> Announced.skipLimits(section);
        case GLOBAL -> {
          Announced.skipValueType(section);
          section.readByte();
        }
        case TAG -> {
          section.readByte();
          Announced.skipNumber(section);
        }
        default -> throw new IllegalArgumentException("There is no import of kind " + kind);
      }
    }
  }

  private static void checkExports(WasmReader section) {
    int count = Announced.count("exports", section);
    for (int i = 0; i < count; i++) {
      Announced.skipName(section);
      Announced.skipNumbers(2, section);
    }
  }

  private void checkElements(WasmReader section) {
    int count = Announced.count("element segments", section);
    for (int i = 0; i < count; i++) {
      checkElement(section);
    }
  }

  private void checkElement(WasmReader section) {
    long flags = section.readNumber();
    boolean active = (flags & 1) == 0;
    boolean explicit = (flags & 2) != 0;
    boolean areExpressions = (flags & 4) != 0;
    if (active) {
      Announced.skipNumbers(explicit ? 1 : 0, section);
      expressions.skip(section);
    }
    if (!active || explicit) {
      if (areExpressions) {
        Announced.skipValueType(section);
      } else {
        Announced.skipNumber(section);
      }
    }
    int count = Announced.count("elements", section);
    for (int i = 0; i < count; i++) {
      if (areExpressions) {
        expressions.skip(section);
      } else {
        Announced.skipNumber(section);
      }
    }
  }

  private void checkData(WasmReader section) {
    int count = Announced.count("data segments", section);
    for (int i = 0; i < count; i++) {
      long mode = section.readNumber();
      if (mode > 2) {
        throw new IllegalArgumentException("There is no data of mode " + mode);
      }
      if (mode == 2) {
        Announced.skipNumber(section);
      }
      if (mode != 1) {
        expressions.skip(section);
      }
      Announced.skipBytes("bytes of data", section);
    }
  }
}
