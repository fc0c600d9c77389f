package dev.wasmcache.engine;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the module that an artifact's classes run with is made from the one that was compiled: a
 * caller has that module in any case, so the artifact need not hold what is left of it.
 *
 * @param functionImports the number of imported functions, which have the first indices
 * @param interpretedFunctions the indices of the functions that are interpreted, ascending
 */
public record ModuleRecipe(
    ModuleForm form, int functionImports, Set<Integer> interpretedFunctions) {

  private static final byte[] NOTHING = {};

  /** The id and the length of a code section that holds a number alone, in bytes. */
  private static final int CODE_HEADER = 2;

  public ModuleRecipe {
    interpretedFunctions = Collections.unmodifiableSet(new TreeSet<>(interpretedFunctions));
  }

  /**
   * Makes a module of this form. The result shares nothing with the original, which its owner may
   * be writing to.
   *
   * @param wasm the module that was compiled
   * @throws IllegalArgumentException if the lengths in the module are inconsistent
   * @throws IndexOutOfBoundsException the same, if they change meanwhile
   */
  public byte[] apply(byte[] wasm) {
    if (form == ModuleForm.EMPTIED) {
      return withoutBodies(wasm);
    }
    if (form == ModuleForm.VALIDATED) {
      return ModuleEmptier.empty(wasm, functionImports, interpretedFunctions);
    }
    return form == ModuleForm.WHOLE ? wasm.clone() : NOTHING;
  }

  /**
   * Returns the module without bodies and debugging data: of its code section, only the number of
   * functions is left. For a reader that makes up the bodies; the engine's parser refuses it.
   *
   * <p>With plain arrays: a hit comes here, in a JVM that has loaded no other writer.
   */
  private static byte[] withoutBodies(byte[] wasm) {
    List<WasmSection> sections = WasmSection.of(wasm);
    int size = WasmSection.PREAMBLE;
    for (int i = 0; i < sections.size(); i++) {
      size += sizeWithoutBodies(sections.get(i));
    }
    byte[] module = new byte[size];
    System.arraycopy(wasm, 0, module, 0, WasmSection.PREAMBLE);
    int end = WasmSection.PREAMBLE;
    for (int i = 0; i < sections.size(); i++) {
      WasmSection section = sections.get(i);
      int length = sizeWithoutBodies(section);
      if (section.id() == WasmSection.CODE) {
        module[end] = WasmSection.CODE;
        module[end + 1] = (byte) (length - CODE_HEADER);
        System.arraycopy(wasm, section.content(), module, end + CODE_HEADER, length - CODE_HEADER);
      } else {
        System.arraycopy(wasm, section.start(), module, end, length);
      }
      end += length;
    }
    return module;
  }

  private static int sizeWithoutBodies(WasmSection section) {
    if (section.id() == WasmSection.CODE) {
      WasmReader reader = section.reader();
      reader.readLength();
      return CODE_HEADER + reader.position() - section.content();
    }
    return section.isDebugging() ? 0 : section.end() - section.start();
  }
}
