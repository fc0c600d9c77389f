package dev.wasmcache.engine;

import java.nio.charset.StandardCharsets;

/** The counts and lengths in the custom section {@code name}, the only one that is parsed. */
final class NameSectionSizes {

  private static final byte[] NAME = "name".getBytes(StandardCharsets.US_ASCII);

  private NameSectionSizes() {}

  static void checkCustom(WasmReader section) {
    if (section.slice(Announced.count("bytes of a name", section)).hasOnly(NAME)) {
      check(section);
    }
  }

  private static void check(WasmReader section) {
    while (section.hasRemaining()) {
      int id = section.readByte();
      WasmReader names = section.slice(Announced.count("bytes of names", section));
      switch (id) {
        case 0 -> Announced.skipName(names);
        case 1, 5, 6, 7, 8, 9, 11 -> checkNames(names);
        case 2, 3 -> {
          int groups = Announced.count("groups of names", names);
          for (int i = 0; i < groups; i++) {
            Announced.skipNumber(names);
            checkNames(names);
          }
        }
        default -> {
          // Not parsed.
        }
      }
    }
  }

  private static void checkNames(WasmReader names) {
    int count = Announced.count("names", names);
    for (int i = 0; i < count; i++) {
      Announced.skipNumber(names);
      Announced.skipName(names);
    }
  }
}
