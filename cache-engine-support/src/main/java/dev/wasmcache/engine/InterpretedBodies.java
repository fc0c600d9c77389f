package dev.wasmcache.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Finds out how much of a module the engine's interpreter needs, by looking at every function that
 * is left to it. For one thread.
 *
 * @param <I> an instruction, as the engine parses it
 */
public final class InterpretedBodies<I> {

  /**
   * With one of these the interpreter goes on to interpret what it calls, also if that is compiled:
   * the bodies of compiled functions are needed then. In this order: return_call,
   * return_call_indirect, call_ref, return_call_ref.
   */
  private static final Set<Integer> INTERPRETED_CALLS = Set.of(0x12, 0x13, 0x14, 0x15);

  private final ToIntFunction<I> opcode;
  private final Function<I, long[]> operands;
  private ModuleForm form = ModuleForm.EMPTIED;

  /**
   * Starts with no function.
   *
   * @param opcode answers the number of an instruction
   * @param operands answers what follows it
   */
  public InterpretedBodies(ToIntFunction<I> opcode, Function<I, long[]> operands) {
    this.opcode = opcode;
    this.operands = operands;
  }

  /**
   * Adds a function.
   *
   * @param compiled its body in the module that was compiled, so one that was validated
   * @param loaded its body as a load of the emptied module makes it
   */
  public void add(List<I> compiled, List<I> loaded) {
    for (int i = 0; i < compiled.size(); i++) {
      if (INTERPRETED_CALLS.contains(opcode.applyAsInt(compiled.get(i)))) {
        form = ModuleForm.WHOLE;
      } else if (form == ModuleForm.EMPTIED
          // Compared instead of known: which instructions get a hint is the validator's business.
          && !Arrays.equals(operands.apply(compiled.get(i)), operands.apply(loaded.get(i)))) {
        form = ModuleForm.VALIDATED;
      }
    }
  }

  /** Answers the least that all functions which were added can do with. */
  public ModuleForm form() {
    return form;
  }
}
