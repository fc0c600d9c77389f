package dev.wasmcache.engine;

import java.util.Set;

/**
 * Removes the parts of a module that an instance of the compiled module does not need: the bodies
 * of compiled functions and debugging data. Each body becomes {@code unreachable}, which is valid
 * for a function of any type. Everything else is kept, byte for byte.
 *
 * <p>Accepts only modules that the engine has parsed.
 */
public final class ModuleEmptier {

  /** The size in bytes: no local variables, {@code end}. */
  private static final int SHORTEST_BODY = 2;

  private static final byte END = 0x0b;

  private ModuleEmptier() {}

  /**
   * Returns the module without the parts that are not needed.
   *
   * @param functionImports the number of imported functions, which have the first indices
   * @param interpreted the indices of the functions that keep their bodies
   * @throws IllegalArgumentException if the lengths in the module are inconsistent: the engines
   *     accept some functions whose announced end is too early
   */
  public static byte[] empty(byte[] wasm, int functionImports, Set<Integer> interpreted) {
    WasmWriter module = new WasmWriter(wasm.length / 2);
    module.writeRange(wasm, 0, WasmSection.PREAMBLE);
    for (WasmSection section : WasmSection.of(wasm)) {
      if (section.id() == WasmSection.CODE) {
        module.writeSection(WasmSection.CODE, emptyCode(section, functionImports, interpreted));
      } else if (!section.isDebugging()) {
        module.writeSection(section);
      }
    }
    return module.toBytes();
  }

  private static byte[] emptyCode(
      WasmSection section, int functionImports, Set<Integer> interpreted) {
    WasmReader reader = section.reader();
    byte[] wasm = section.wasm();
    int count = reader.readLength();
    WasmWriter code = new WasmWriter(count * EmptiedModule.EMPTY_BODY.length);
    code.writeNumber(count);
    for (int i = 0; i < count; i++) {
      int start = reader.position();
      int length = reader.readLength();
      reader.skip(length);
      if (length < SHORTEST_BODY || wasm[reader.position() - 1] != END) {
        throw new IllegalArgumentException("A function does not end at its announced length");
      }
      if (interpreted.contains(functionImports + i)) {
        code.writeRange(wasm, start, reader.position());
      } else {
        code.writeRange(EmptiedModule.EMPTY_BODY, 0, EmptiedModule.EMPTY_BODY.length);
      }
    }
    if (reader.hasRemaining()) {
      throw new IllegalArgumentException("The functions do not end with their section");
    }
    return code.toBytes();
  }
}
