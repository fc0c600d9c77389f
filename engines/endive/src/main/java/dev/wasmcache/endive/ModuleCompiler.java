package dev.wasmcache.endive;

import dev.wasmcache.engine.Bundle;
import dev.wasmcache.engine.ClassReferences;
import dev.wasmcache.engine.EngineOptions;
import dev.wasmcache.engine.ModuleForm;
import dev.wasmcache.engine.ModuleRecipe;
import java.util.Map;
import java.util.Set;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.internal.ByteClassCollector;
import run.endive.compiler.internal.Compiler;
import run.endive.compiler.internal.CompilerResult;
import run.endive.runtime.internal.CompilerInterpreterMachine;
import run.endive.wasm.WasmModule;

/**
 * Compiles modules to bundles.
 *
 * <p>Uses the compiler's internal entry point, like Endive's own build-time compiler, and not
 * {@code MachineFactoryCompiler}. Only the internal one says which functions are left to the
 * interpreter, and it returns the classes as they are; the public one loads, initialises and
 * deflates them first.
 */
final class ModuleCompiler {

  private static final byte[] NOTHING = {};

  private final EngineOptions options;

  ModuleCompiler(EngineOptions options) {
    this.options = options;
  }

  /**
   * @throws RuntimeException Endive's own, if the module does not parse, validate or compile
   */
  Bundle compile(byte[] wasm) {
    WasmModule module = ModuleParser.parse(wasm);
    CompilerResult result = compile(module, options.classNameFor(wasm));
    Set<Integer> interpreted = result.interpretedFunctions();
    ModuleParts parts =
        options.keepCode()
            ? ModuleParts.whole(wasm, interpreted)
            : ModuleParts.of(wasm, module, interpreted);
    Map<String, byte[]> classes = result.classBytes();
    return Bundle.of(
        parts.recipe(),
        parts.module(),
        parts.bodies(),
        result.collector().mainClassName(),
        parts.bodies().length == 0
            ? classes
            : ClassReferences.replaced(
                classes, CompilerInterpreterMachine.class, InterpretedFunctions.class));
  }

  /**
   * Compiles a parsed module to a bundle of classes alone. Interpreted functions use the bodies of
   * the instance's module, as in the engine.
   *
   * @param identity what the module is known by, which gives the classes their package
   * @throws RuntimeException Endive's own, if the module does not compile
   */
  Bundle compile(WasmModule module, byte[] identity) {
    CompilerResult result = compile(module, options.classNameFor(identity));
    return Bundle.of(
        new ModuleRecipe(ModuleForm.NONE, 0, result.interpretedFunctions()),
        NOTHING,
        NOTHING,
        result.collector().mainClassName(),
        result.classBytes());
  }

  private CompilerResult compile(WasmModule module, String className) {
    return Compiler.builder(module)
        .withClassName(className)
        .withMaxFunctionsPerClass(options.maximumFunctionsPerClass())
        .withInterpreterFallback(InterpreterFallback.valueOf(options.fallback().name()))
        .withInterpretedFunctions(options.interpretedFunctions())
        .withClassCollectorFactory(ByteClassCollector::new)
        .build()
        .compile();
  }
}
