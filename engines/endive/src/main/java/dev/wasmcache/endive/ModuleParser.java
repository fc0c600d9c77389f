package dev.wasmcache.endive;

import dev.wasmcache.engine.AnnouncedSizes;
import java.util.List;
import java.util.Optional;
import run.endive.wasm.MalformedException;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.WasmEncoding;

/** Parses modules without computing their digest, as Endive's parser would: they have none. */
final class ModuleParser {

  private ModuleParser() {}

  /**
   * Parses and validates a module that announces no more than it has bytes for.
   *
   * @throws RuntimeException what Endive's parser throws, if the module is malformed or invalid
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
}
