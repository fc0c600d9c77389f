package dev.wasmcache.engine;

import java.util.List;

/** The instructions that an engine's parser reads. Safe for concurrent use. */
public interface InstructionSet {

  /**
   * Returns the encoding of an instruction's operands, in the engine's own names, which the engines
   * share.
   *
   * @param opcode with its prefix, if it has one: {@code 0xfd0c}
   * @throws IllegalArgumentException if there is no such instruction
   */
  List<? extends Enum<?>> operands(int opcode);
}
