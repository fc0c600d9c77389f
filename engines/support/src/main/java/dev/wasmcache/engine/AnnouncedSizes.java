package dev.wasmcache.engine;

import java.util.Optional;

/**
 * Compares every count and length that a module announces with the bytes that are present. The
 * engines' parsers allocate what is announced before they read it, so that a module of 18 bytes
 * could exhaust the heap.
 *
 * <p>Reads a module as those parsers do, and makes no other objection: the engine finds other
 * errors at the same position and reports them in its own words. One pass over the module, whose
 * allocations do not depend on the module.
 */
public final class AnnouncedSizes {

  private AnnouncedSizes() {}

  /**
   * Returns why the module must not be parsed; empty if it may be parsed, even if it is invalid.
   */
  public static Optional<String> objectionTo(byte[] wasm, InstructionSet instructions) {
    try {
      if (WasmSection.isModule(wasm)) {
        checkSections(
            new WasmReader(wasm, WasmSection.PREAMBLE, wasm.length),
            new SectionSizes(instructions, wasm.length));
      }
      return Optional.empty();
    } catch (AnnouncedTooMuchException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      // A section that is cut short, or longer than the module: no parser reads on.
      return Optional.empty();
    }
  }

  private static void checkSections(WasmReader module, SectionSizes sizes) {
    while (module.hasRemaining()) {
      int id = module.readByte();
      long length = module.readNumber();
      if (length + module.position() > Integer.MAX_VALUE) {
        // The parsers' own comparison uses 32 bits.
        throw Announced.tooMuch("bytes of section " + id, length, module);
      }
      WasmReader section = module.slice(length);
      try {
        sizes.check(id, section);
      } catch (IllegalArgumentException e) {
        EngineLog.LOG.trace("Wasm cache: section {} of a module is malformed", id, e);
      }
    }
  }
}
