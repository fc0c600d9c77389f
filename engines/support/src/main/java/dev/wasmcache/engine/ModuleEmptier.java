package dev.wasmcache.engine;

import java.util.List;
import java.util.Set;

/**
 * Removes the parts of a module that an instance of the compiled module does not need: the bodies
 * of compiled functions and debugging data. Each body becomes {@code unreachable}, which is valid
 * for a function of any type. Everything else is kept, byte for byte.
 *
 * <p>Accepts only modules that the engine has parsed.
 */
public final class ModuleEmptier {

  /**
   * The size in bytes; three bytes follow: no local variables, {@code unreachable}, {@code end}.
   */
  private static final byte[] EMPTY_BODY = {3, 0, 0x00, 0x0b};

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
    List<WasmSection> sections = WasmSection.of(wasm);
    WasmWriter module = new WasmWriter(wasm.length / 2);
    module.writeRange(wasm, 0, WasmSection.PREAMBLE);
    for (WasmSection section : sections) {
      if (section.id() == WasmSection.CODE) {
        module.writeSection(WasmSection.CODE, emptyCode(section, functionImports, interpreted));
      } else if (!section.isDebugging()) {
        module.writeSection(section);
      }
    }
    return module.toBytes();
  }

  /**
   * Returns the bodies of some functions, in the form of a code section with only these.
   *
   * @param functionImports the number of imported functions, which have the first indices
   * @param functions the indices of the functions, none of which is imported
   * @throws IllegalArgumentException see {@link #empty}
   */
  public static byte[] bodies(byte[] wasm, int functionImports, Set<Integer> functions) {
    WasmWriter code = new WasmWriter(1024).writeNumber(functions.size());
    for (WasmSection section : WasmSection.of(wasm)) {
      if (section.id() == WasmSection.CODE) {
        WasmReader reader = section.reader();
        int count = reader.readLength();
        for (int i = 0; i < count; i++) {
          int start = reader.position();
          skipBody(reader, wasm);
          if (functions.contains(functionImports + i)) {
            code.writeRange(wasm, start, reader.position());
          }
        }
      }
    }
    return code.toBytes();
  }

  private static byte[] emptyCode(
      WasmSection section, int functionImports, Set<Integer> interpreted) {
    WasmReader reader = section.reader();
    byte[] wasm = section.wasm();
    int count = reader.readLength();
    WasmWriter code = new WasmWriter(count * EMPTY_BODY.length);
    code.writeNumber(count);
    for (int i = 0; i < count; i++) {
      int start = reader.position();
      skipBody(reader, wasm);
      if (interpreted.contains(functionImports + i)) {
        code.writeRange(wasm, start, reader.position());
      } else {
        code.writeRange(EMPTY_BODY, 0, EMPTY_BODY.length);
      }
    }
    if (reader.hasRemaining()) {
      throw new IllegalArgumentException("The functions do not end with their section");
    }
    return code.toBytes();
  }

  private static void skipBody(WasmReader reader, byte[] wasm) {
    int length = reader.readLength();
    reader.skip(length);
    if (length < SHORTEST_BODY || wasm[reader.position() - 1] != END) {
      throw new IllegalArgumentException("A function does not end at its announced length");
    }
  }
}
