package dev.wasmcache.sample;

import dev.wasmcache.endive.EndiveModule;
import java.util.List;
import run.endive.wasm.WasmModule;
import tools.jackson.databind.JsonNode;

/**
 * What callers can ask of a module: its exports as they are, or what somebody who knows the module
 * made of them. Stateless.
 */
interface Functions {

  List<FunctionInfo> list(WasmModule module);

  /** Answers what the module may import. */
  HostFunctions imports();

  /**
   * Calls a function on a new instance. Takes as long as the module takes: run it by {@link
   * GuestRunner}.
   *
   * @throws Problem if there is no such function, if the arguments do not fit, or if the module
   *     fails
   */
  Outcome call(Call call, SampleProperties.Calls limits);

  /**
   * What is called, and with what.
   *
   * @param moduleName for messages
   */
  record Call(String moduleName, EndiveModule module, String function, List<JsonNode> arguments) {

    /** Answers an argument, counted from 1, that must be there. */
    JsonNode argument(int position) {
      return arguments.get(position - 1);
    }

    void requireCount(int count, String signature) {
      if (arguments.size() != count) {
        throw Problem.badArguments(
            "%s takes %d arguments (%s), given are %d"
                .formatted(function, count, signature, arguments.size()));
      }
    }

    Problem unknown() {
      return Problem.unknownFunction(moduleName, function);
    }
  }

  /**
   * How a call ended.
   *
   * @param output what the module has printed
   */
  record Outcome(Answer answer, String output) {}
}
