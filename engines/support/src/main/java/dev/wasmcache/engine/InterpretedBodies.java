package dev.wasmcache.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Determines how much of a module the engine's interpreter needs, by examining every function that
 * is interpreted. For one thread.
 *
 * @param <I> an instruction, as the engine parses it
 */
public final class InterpretedBodies<I> {

  /**
   * After one of these instructions, the interpreter also interprets the called function, even if
   * that is compiled, and so needs the bodies of compiled functions. In this order: return_call,
   * return_call_indirect, call_ref, return_call_ref.
   */
  private static final Set<Integer> INTERPRETED_CALLS = Set.of(0x12, 0x13, 0x14, 0x15);

  private final ToIntFunction<I> opcode;
  private final Function<I, long[]> operands;
  private ModuleForm form = ModuleForm.EMPTIED;

  /**
   * Starts without any function.
   *
   * @param opcode returns the number of an instruction
   * @param operands returns the operands of an instruction
   */
  public InterpretedBodies(ToIntFunction<I> opcode, Function<I, long[]> operands) {
    this.opcode = opcode;
    this.operands = operands;
  }

  /**
   * Adds a function.
   *
   * @param compiled its body in the module that was compiled, and so validated
   * @param loaded its body after loading the emptied module
   */
  public void add(List<I> compiled, List<I> loaded) {
    for (int i = 0; i < compiled.size(); i++) {
      if (INTERPRETED_CALLS.contains(opcode.applyAsInt(compiled.get(i)))) {
        form = ModuleForm.WHOLE;
      } else if (form == ModuleForm.EMPTIED
          // Compared instead of hard-coded: the validator decides which instructions get a hint.
          && !Arrays.equals(operands.apply(compiled.get(i)), operands.apply(loaded.get(i)))) {
        form = ModuleForm.VALIDATED;
      }
    }
  }

  /** Returns the smallest form that is sufficient for all added functions. */
  public ModuleForm form() {
    return form;
  }
}
