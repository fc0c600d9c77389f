package dev.wasmcache.chicory;

import com.dylibso.chicory.wasm.MalformedException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.CodeSection;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.WasmEncoding;
import dev.wasmcache.engine.AnnouncedSizes;
import dev.wasmcache.engine.EmptiedModule;
import java.util.List;
import java.util.Optional;

/** Parses modules without computing their digest, as Chicory's parser would: they have none. */
final class ModuleParser {

  private static final FunctionBody EMPTY_BODY = emptyBody();

  private ModuleParser() {}

  /**
   * Parses and validates a module that announces no more than it has bytes for.
   *
   * @throws RuntimeException what Chicory's parser throws, if the module is malformed or invalid
   */
  static WasmModule parse(byte[] wasm) {
    Optional<String> objection = AnnouncedSizes.objectionTo(wasm, ModuleParser::operands);
    if (objection.isPresent()) {
      throw new MalformedException(objection.get());
    }
    try {
      return ModuleSections.parse(wasm).module().build();
    } catch (MalformedException e) {
      // The parser has its own message for it.
      return Parser.parse(wasm);
    }
  }

  /** See {@link dev.wasmcache.engine.InstructionSet#operands}. */
  static List<WasmEncoding> operands(int opcode) {
    OpCode known = OpCode.byOpCode(opcode);
    if (known == null) {
      throw new IllegalArgumentException("There is no instruction " + opcode);
    }
    return OpCode.signature(known);
  }

  /**
   * Parses an emptied module faster than Chicory's parser could: that one is given everything
   * except the empty bodies. Nothing is validated.
   *
   * @throws RuntimeException if the module is malformed
   */
  static WasmModule parseEmptied(byte[] wasm) {
    EmptiedModule emptied = EmptiedModule.read(wasm);
    return ModuleSections.parse(emptied.withoutCode())
        .module()
        .setCodeSection(code(emptied))
        .withValidation(false)
        .build();
  }

  private static CodeSection code(EmptiedModule emptied) {
    int[] kept = emptied.keptFunctions();
    CodeSection bodies =
        kept.length == 0
            ? CodeSection.builder().build()
            : ModuleSections.parse(emptied.keptCode()).code();
    CodeSection.Builder code = CodeSection.builder();
    int next = 0;
    for (int i = 0; i < emptied.functionCount(); i++) {
      boolean isKept = next < kept.length && kept[next] == i;
      code.addFunctionBody(isKept ? bodies.getFunctionBody(next++) : EMPTY_BODY);
    }
    return code.build();
  }

  /** What Chicory's parser makes from the body of an emptied function. */
  private static FunctionBody emptyBody() {
    Instruction unreachable = new Instruction(0, OpCode.UNREACHABLE, Instruction.EMPTY_OPERANDS);
    Instruction end = new Instruction(0, OpCode.END, Instruction.EMPTY_OPERANDS);
    return new FunctionBody(
        List.of(),
        List.of(
            AnnotatedInstruction.builder().from(unreachable).build(),
            AnnotatedInstruction.builder().from(end).withScope(end).build()));
  }
}
