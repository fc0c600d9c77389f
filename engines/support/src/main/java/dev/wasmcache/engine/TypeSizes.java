package dev.wasmcache.engine;

/** The counts in a type section, including those of garbage-collected types. */
final class TypeSizes {

  private static final int FUNCTION_TYPE = 0x60;
  private static final int STRUCT_TYPE = 0x5f;
  private static final int ARRAY_TYPE = 0x5e;
  private static final int SUB_TYPE = 0x50;
  private static final int FINAL_SUB_TYPE = 0x4f;
  private static final int GROUP_OF_TYPES = 0x4e;

  private TypeSizes() {}

  static void check(WasmReader section) {
    int count = Announced.count("types", section);
    for (int i = 0; i < count; i++) {
      int form = (int) section.readNumber();
      if (form == GROUP_OF_TYPES) {
        int size = Announced.count("types of a group", section);
        for (int j = 0; j < size; j++) {
          skipSubType((int) section.readNumber(), section);
        }
      } else {
        skipSubType(form, section);
      }
    }
  }

  private static void skipSubType(int form, WasmReader section) {
    if (form == SUB_TYPE || form == FINAL_SUB_TYPE) {
      Announced.skipNumbers(Announced.count("supertypes", section), section);
      skipType((int) section.readNumber(), section);
    } else {
      skipType(form, section);
    }
  }

  private static void skipType(int form, WasmReader section) {
    switch (form) {
      case FUNCTION_TYPE -> {
        Announced.skipValueTypes(Announced.count("parameters", section), section);
        Announced.skipValueTypes(Announced.count("results", section), section);
      }
      case STRUCT_TYPE -> {
        int fields = Announced.count("fields", section);
        for (int i = 0; i < fields; i++) {
          skipField(section);
        }
      }
      case ARRAY_TYPE -> skipField(section);
      default -> throw new IllegalArgumentException("There is no type of form " + form);
    }
  }

  private static void skipField(WasmReader section) {
    Announced.skipValueType(section);
    section.readByte();
  }
}
