package dev.wasmcache.engine;

import java.util.Optional;

/**
 * Compares every count and every length that a module announces with the bytes that are there. The
 * parsers of the engines allocate what is announced before they read it, so that a module of 18
 * bytes could exhaust the heap.
 *
 * <p>Reads a module as those parsers do, and objects to nothing else: what is wrong otherwise the
 * engine finds at the same place, and says in its own words. One pass over the module, in which
 * nothing is allocated that depends on it.
 */
public final class AnnouncedSizes {

  private AnnouncedSizes() {}

  /** Returns why the module must not be parsed; empty if it may be, whether it is valid or not. */
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
        // The parsers' own comparison is one of 32 bits.
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
