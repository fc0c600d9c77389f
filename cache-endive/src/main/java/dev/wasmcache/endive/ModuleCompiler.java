package dev.wasmcache.endive;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import run.endive.compiler.internal.ByteClassCollector;
import run.endive.compiler.internal.Compiler;
import run.endive.compiler.internal.CompilerResult;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.AnnotatedInstruction;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionBody;
import run.endive.wasm.types.OpCode;

/**
 * Compiles modules to bundles.
 *
 * <p>Uses the compiler's internal entrance, as Endive's own build-time compiler does, and not
 * {@code MachineFactoryCompiler}: only that says which functions are left to the interpreter, and
 * it gives the classes as they are, where the public one loads, initialises and deflates them
 * first.
 */
final class ModuleCompiler {

  /**
   * With one of these the interpreter goes on to interpret what it calls, also if that is compiled:
   * the bodies of compiled functions are needed then.
   */
  private static final Set<OpCode> INTERPRETED_CALLS =
      EnumSet.of(
          OpCode.CALL_REF, OpCode.RETURN_CALL, OpCode.RETURN_CALL_INDIRECT, OpCode.RETURN_CALL_REF);

  private final EndiveOptions options;

  ModuleCompiler(EndiveOptions options) {
    this.options = options;
  }

  /**
   * @throws RuntimeException Endive's own, if the module does not parse, validate or compile
   */
  Bundle compile(byte[] wasm) {
    WasmModule module = Parser.parse(wasm);
    CompilerResult result =
        options
            .apply(Compiler.builder(module))
            .withClassCollectorFactory(ByteClassCollector::new)
            .build()
            .compile();
    SortedMap<String, ByteBuffer> classes = new TreeMap<>();
    result
        .classBytes()
        .forEach((name, bytes) -> classes.put(name.replace('/', '.'), ByteBuffer.wrap(bytes)));
    int functionImports = module.importSection().count(ExternalType.FUNCTION);
    Set<Integer> interpreted = result.interpretedFunctions();
    byte[] emptied = ModuleEmptier.empty(wasm, functionImports, interpreted);
    ModuleForm form = form(module, functionImports, interpreted, emptied);
    return new Bundle(
        new BundleInfo(result.collector().mainClassName(), classes.size(), form, interpreted),
        form == ModuleForm.WHOLE ? wasm : emptied,
        classes);
  }

  private ModuleForm form(
      WasmModule module, int functionImports, Set<Integer> interpreted, byte[] emptied) {
    if (options.keepCode()) {
      return ModuleForm.WHOLE;
    }
    if (interpreted.isEmpty()) {
      return ModuleForm.EMPTIED;
    }
    FunctionBody[] parsedAgain = EmptiedModuleParser.parse(emptied).codeSection().functionBodies();
    ModuleForm form = ModuleForm.EMPTIED;
    for (int index : interpreted) {
      int body = index - functionImports;
      if (body < 0 || body >= parsedAgain.length) {
        continue;
      }
      List<AnnotatedInstruction> original =
          module.codeSection().getFunctionBody(body).instructions();
      if (original.stream().anyMatch(call -> INTERPRETED_CALLS.contains(call.opcode()))) {
        return ModuleForm.WHOLE;
      }
      if (!sameOperands(original, parsedAgain[body].instructions())) {
        form = ModuleForm.VALIDATED;
      }
    }
    return form;
  }

  /** Compared instead of known: which instructions get a hint is the validator's business. */
  private static boolean sameOperands(
      List<AnnotatedInstruction> validated, List<AnnotatedInstruction> unvalidated) {
    for (int i = 0; i < validated.size(); i++) {
      AnnotatedInstruction one = validated.get(i);
      AnnotatedInstruction other = unvalidated.get(i);
      if (!Arrays.equals(one.operands(), other.operands())) {
        return false;
      }
    }
    return true;
  }
}
