package dev.wasmcache.endive;

import dev.wasmcache.engine.InterpretedCalls;
import dev.wasmcache.engine.ModuleEmptier;
import dev.wasmcache.engine.ModuleForm;
import dev.wasmcache.engine.ModuleRecipe;
import dev.wasmcache.engine.WasmReader;
import java.util.Set;
import java.util.TreeSet;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.AnnotatedInstruction;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionBody;

/**
 * What the classes of a compiled module need of it: as little as its instances can run with.
 *
 * @param recipe how {@code module} is made from the module
 * @param bodies the code section of the interpreted functions, or empty
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ModuleParts(ModuleRecipe recipe, byte[] module, byte[] bodies) {

  private static final byte[] NONE = {};

  /**
   * @param interpreted the indices of the functions that are interpreted
   */
  static ModuleParts whole(byte[] wasm, Set<Integer> interpreted) {
    return of(wasm, new ModuleRecipe(ModuleForm.WHOLE, 0, interpreted), NONE);
  }

  private static ModuleParts of(byte[] wasm, ModuleRecipe recipe, byte[] bodies) {
    return new ModuleParts(recipe, recipe.apply(wasm), bodies);
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
        return whole(wasm, interpreted);
      }
    }
    try {
      byte[] bodies =
          interpreted.isEmpty() ? NONE : ModuleEmptier.bodies(wasm, imports, interpreted);
      ModuleParts emptied =
          of(wasm, new ModuleRecipe(ModuleForm.EMPTIED, imports, interpreted), bodies);
      return isReadAsByTheEngine(emptied.module(), ModuleEmptier.empty(wasm, imports, Set.of()))
              && areReadAsByTheEngine(bodies, module, imports, interpreted)
          ? emptied
          : of(wasm, new ModuleRecipe(ModuleForm.VALIDATED, imports, interpreted), NONE);
    } catch (IllegalArgumentException e) {
      // It has lengths that do not add up, and that the parser does not rely on: it stays whole.
      return whole(wasm, interpreted);
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

  /**
   * @param valid the same module as the engine's parser accepts it
   */
  private static boolean isReadAsByTheEngine(byte[] emptied, byte[] valid) {
    try {
      return SameModule.areSame(
          ModuleSections.parse(valid).module().withValidation(false).build(),
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
