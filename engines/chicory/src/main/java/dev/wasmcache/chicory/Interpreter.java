package dev.wasmcache.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.MStack;
import com.dylibso.chicory.runtime.StackFrame;
import com.dylibso.chicory.runtime.internal.CompilerInterpreterMachine;
import com.dylibso.chicory.wasm.types.FunctionType;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The engine's interpreter, with bodies that are read at their first call. For one thread.
 *
 * <p>The engine takes the body of a function from the instance of the call, which cannot be
 * changed, and nothing else but types. So a call is given a stand-in that has the body, and the
 * instructions are evaluated with the instance itself.
 */
final class Interpreter extends CompilerInterpreterMachine {

  private final InterpretedCode code;

  Interpreter(Instance instance, int[] functions, InterpretedCode code) {
    super(instance, functions);
    this.code = code;
  }

  @Override
  protected long[] call(
      MStack stack,
      Instance instance,
      Deque<StackFrame> callStack,
      int function,
      long[] arguments,
      @Nullable FunctionType type,
      boolean popResults) {
    Instance body = code.standIn(function, instance);
    return super.call(stack, body, callStack, function, arguments, type, popResults);
  }

  @Override
  protected void eval(MStack stack, Instance instance, Deque<StackFrame> callStack) {
    super.eval(stack, instance(), callStack);
  }
}
