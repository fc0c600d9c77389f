package dev.wasmcache.sample.functions;

import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.problem.Problem;
import java.util.List;
import run.endive.wasm.WasmModule;
import tools.jackson.databind.JsonNode;

/**
 * The functions of a module that callers can call: its exports, unchanged, or functions written for
 * a known module. Stateless.
 */
public interface Functions {

  List<FunctionInfo> list(WasmModule module);

  /** Returns the imports for the module. */
  HostFunctions imports();

  /**
   * Calls a function on a new instance. The call may take arbitrarily long: the caller limits its
   * time.
   *
   * @throws Problem if there is no such function, if the arguments do not fit, or if the module
   *     fails
   */
  Outcome call(Call call, SampleProperties.Calls limits);

  /**
   * The function to call, and its arguments.
   *
   * @param moduleName for messages
   */
  record Call(String moduleName, EndiveModule module, String function, List<JsonNode> arguments) {

    /** Returns an argument, counted from 1, which must exist. */
    JsonNode argument(int position) {
      return arguments.get(position - 1);
    }

    void requireCount(int count, String signature) {
      if (arguments.size() != count) {
        throw Problem.badArguments(
            "%s takes %d arguments (%s), but was given %d"
                .formatted(function, count, signature, arguments.size()));
      }
    }

    Problem unknown() {
      return Problem.unknownFunction(moduleName, function);
    }
  }

  /**
   * The outcome of a call.
   *
   * @param output the text that the module has printed
   */
  record Outcome(Answer answer, String output) {}
}
