package dev.wasmcache.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionBody;
import dev.wasmcache.engine.InterpretedCalls;
import dev.wasmcache.engine.ModuleEmptier;
import dev.wasmcache.engine.ModuleForm;
import dev.wasmcache.engine.WasmReader;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is kept of a module that has been compiled, beside its classes: as little as its instances
 * can run with.
 *
 * @param form the form of {@code module}
 * @param bodies the code section of the interpreted functions, or empty
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ModuleParts(ModuleForm form, byte[] module, byte[] bodies) {

  private static final byte[] NONE = {};

  static ModuleParts whole(byte[] wasm) {
    return new ModuleParts(ModuleForm.WHOLE, wasm, NONE);
  }

  /**
   * Takes a module apart. The result is read again and compared with what the engine's parser
   * makes, so that a module that this library does not read in the same way is left to that parser.
   *
   * @param module the same module, validated
   * @param interpreted the indices of the functions that are interpreted
   */
  static ModuleParts of(byte[] wasm, WasmModule module, Set<Integer> interpreted) {
    int imports = module.importSection().count(ExternalType.FUNCTION);
    for (int function : interpreted) {
      if (callsInInterpreter(module.codeSection().getFunctionBody(function - imports))) {
        return whole(wasm);
      }
    }
    try {
      byte[] emptied = ModuleEmptier.empty(wasm, imports, Set.of());
      byte[] bodies =
          interpreted.isEmpty() ? NONE : ModuleEmptier.bodies(wasm, imports, interpreted);
      if (isReadAsByTheEngine(emptied)
          && areReadAsByTheEngine(bodies, module, imports, interpreted)) {
        return new ModuleParts(ModuleForm.EMPTIED, emptied, bodies);
      }
      return new ModuleParts(
          ModuleForm.VALIDATED, ModuleEmptier.empty(wasm, imports, interpreted), NONE);
    } catch (IllegalArgumentException e) {
      // It has lengths that do not add up, and that the parser does not rely on: it stays whole.
      return whole(wasm);
    }
  }

  private static boolean callsInInterpreter(FunctionBody body) {
    for (AnnotatedInstruction instruction : body.instructions()) {
      if (InterpretedCalls.needBodies(instruction.opcode().opcode())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isReadAsByTheEngine(byte[] emptied) {
    try {
      return SameModule.areSame(
          ModuleSections.parse(emptied).module().withValidation(false).build(),
          EmptiedReader.read(emptied));
    } catch (RuntimeException e) {
      return false;
    }
  }

  private static boolean areReadAsByTheEngine(
      byte[] bodies, WasmModule module, int imports, Set<Integer> interpreted) {
    if (interpreted.isEmpty()) {
      return true;
    }
    WasmReader reader = new WasmReader(bodies, 0, bodies.length);
    reader.readNumber();
    try {
      for (int function : new TreeSet<>(interpreted)) {
        FunctionBody engines = module.codeSection().getFunctionBody(function - imports);
        FunctionBody ours = BodyReader.read(reader.slice(reader.readLength()));
        if (!SameModule.areSame(engines, ours)) {
          return false;
        }
      }
      return !reader.hasRemaining();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
