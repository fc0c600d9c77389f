package dev.wasmcache.chicory;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.internal.ByteClassCollector;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.compiler.internal.CompilerResult;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.CodeSection;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.Instruction;
import dev.wasmcache.engine.Bundle;
import dev.wasmcache.engine.EmptiedModule;
import dev.wasmcache.engine.EngineOptions;
import dev.wasmcache.engine.InterpretedBodies;
import dev.wasmcache.engine.ModuleEmptier;
import dev.wasmcache.engine.ModuleForm;
import java.util.Set;

/**
 * Compiles modules to bundles.
 *
 * <p>Uses the compiler's internal entry point, like Chicory's own build-time compiler, and not
 * {@code MachineFactoryCompiler}. Only the internal one says which functions are left to the
 * interpreter, and it returns the classes as they are; the public one loads, initialises and
 * deflates them first.
 */
final class ModuleCompiler {

  private final EngineOptions options;

  ModuleCompiler(EngineOptions options) {
    this.options = options;
  }

  /**
   * @throws RuntimeException Chicory's own, if the module does not parse, validate or compile
   */
  Bundle compile(byte[] wasm) {
    WasmModule module = ModuleParser.parse(wasm);
    CompilerResult result =
        Compiler.builder(module)
            .withClassName(options.classNameFor(wasm))
            .withMaxFunctionsPerClass(options.maximumFunctionsPerClass())
            .withInterpreterFallback(InterpreterFallback.valueOf(options.fallback().name()))
            .withInterpretedFunctions(options.interpretedFunctions())
            .withClassCollectorFactory(ByteClassCollector::new)
            .build()
            .compile();
    Set<Integer> interpreted = result.interpretedFunctions();
    byte[] emptied = {};
    ModuleForm form = ModuleForm.WHOLE;
    if (!options.keepCode()) {
      try {
        int functionImports = module.importSection().count(ExternalType.FUNCTION);
        emptied = ModuleEmptier.empty(wasm, functionImports, interpreted);
        form = form(module, emptied);
      } catch (IllegalArgumentException e) {
        // It has lengths that do not add up, and that the parser does not rely on: it stays whole.
      }
    }
    return Bundle.of(
        form,
        form == ModuleForm.WHOLE ? wasm : emptied,
        interpreted,
        result.collector().mainClassName(),
        result.classBytes());
  }

  private static ModuleForm form(WasmModule module, byte[] emptied) {
    int[] kept = EmptiedModule.read(emptied).keptFunctions();
    if (kept.length == 0) {
      return ModuleForm.EMPTIED;
    }
    CodeSection loaded = ModuleParser.parseEmptied(emptied).codeSection();
    InterpretedBodies<AnnotatedInstruction> bodies =
        new InterpretedBodies<>(call -> call.opcode().opcode(), Instruction::operands);
    for (int i : kept) {
      bodies.add(
          module.codeSection().getFunctionBody(i).instructions(),
          loaded.getFunctionBody(i).instructions());
    }
    return bodies.form();
  }
}
