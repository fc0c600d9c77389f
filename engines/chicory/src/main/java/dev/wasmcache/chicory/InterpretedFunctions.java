package dev.wasmcache.chicory;

import com.dylibso.chicory.runtime.Instance;
import org.jspecify.annotations.Nullable;

/**
 * Runs the functions of an instance that are left to the interpreter, which is started at the first
 * such call: it and the bodies of these functions cost a start more than many modules.
 *
 * <p>Called by the classes of artifacts, in place of the engine's own class of the same purpose,
 * and by nothing else: applications do not need it. Like its instance, it is for one thread.
 */
public final class InterpretedFunctions {

  /** Set while a machine is made: its classes pass on nothing but the instance. */
  private static final ThreadLocal<@Nullable InterpretedCode> CODE = new ThreadLocal<>();

  private final InterpretedCode code;
  private final Instance instance;
  private final int[] functions;
  private @Nullable Interpreter interpreter;

  /**
   * Prepares to run functions.
   *
   * @param functions their indices
   * @throws IllegalStateException if the machine is not made by this library
   */
  public InterpretedFunctions(Instance instance, int[] functions) {
    InterpretedCode current = CODE.get();
    if (current == null) {
      throw new IllegalStateException("The classes of an artifact are not for other libraries");
    }
    this.code = current;
    this.instance = instance;
    this.functions = functions;
  }

  /** Sets the code for the machines that this thread makes; null for none. */
  static void use(@Nullable InterpretedCode code) {
    if (code == null) {
      CODE.remove();
    } else {
      CODE.set(code);
    }
  }

  /** Calls a function; throws what the engine throws. */
  public long[] call(int function, long[] arguments) {
    return interpreter().call(function, arguments);
  }

  private Interpreter interpreter() {
    if (interpreter == null) {
      interpreter = new Interpreter(instance, functions, code);
    }
    return interpreter;
  }
}
