package dev.wasmcache.engine;

import java.util.Set;

/** What an engine's interpreter needs of a module. Safe for concurrent use. */
public final class InterpretedCalls {

  /**
   * After one of these instructions, the interpreter also interprets the called function, even if
   * that is compiled, and so needs the bodies of compiled functions. In this order: return_call,
   * return_call_indirect, call_ref, return_call_ref.
   */
  private static final Set<Integer> INTERPRETED_CALLS = Set.of(0x12, 0x13, 0x14, 0x15);

  private InterpretedCalls() {}

  /** Whether an interpreted function with this instruction needs the bodies of compiled ones. */
  public static boolean needBodies(int opcode) {
    return INTERPRETED_CALLS.contains(opcode);
  }
}
