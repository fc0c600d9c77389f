package dev.wasmcache.sample.functions;

import dev.wasmcache.sample.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;
import tools.jackson.databind.JsonNode;

/**
 * Converts JSON arguments to those of an export: a number to one parameter, a text to an address
 * and a length.
 */
final class ArgumentReader {

  private final String function;
  private final List<ValType> parameters;
  private final @Nullable ToIntFunction<byte[]> textWriter;

  /**
   * @param function for messages
   * @param textWriter writes bytes to the module's memory and returns their address; null if the
   *     module takes no text
   */
  ArgumentReader(String function, FunctionType type, @Nullable ToIntFunction<byte[]> textWriter) {
    this.function = function;
    this.parameters = type.params();
    this.textWriter = textWriter;
  }

  /**
   * @throws Problem if the number of arguments is wrong or one does not fit
   */
  long[] read(List<JsonNode> arguments) {
    long[] values = new long[parameters.size()];
    int next = 0;
    for (int i = 0; i < arguments.size(); i++) {
      if (next >= values.length) {
        throw wrongCount(arguments);
      }
      JsonNode argument = arguments.get(i);
      if (argument.isString() && parameters.get(next).equals(ValType.I32)) {
        byte[] text = argument.stringValue().getBytes(StandardCharsets.UTF_8);
        values[next] = write(i + 1, argument, text, next);
        values[next + 1] = text.length;
        next += 2;
      } else {
        values[next] = WasmNumbers.fromJson(i + 1, argument, parameters.get(next));
        next++;
      }
    }
    if (next < values.length) {
      throw wrongCount(arguments);
    }
    return values;
  }

  private int write(int position, JsonNode argument, byte[] text, int parameter) {
    if (textWriter == null) {
      throw Problem.badArgument(
          position, argument, "an i32; only a module that exports alloc(i32) -> i32 takes text");
    }
    if (parameter + 1 >= parameters.size() || !parameters.get(parameter + 1).equals(ValType.I32)) {
      throw Problem.badArgument(
          position, argument, "an i32; a text takes two i32 parameters, but this is a single one");
    }
    return textWriter.applyAsInt(text);
  }

  private Problem wrongCount(List<JsonNode> arguments) {
    String types = parameters.stream().map(WasmNumbers::nameOf).collect(Collectors.joining(", "));
    return Problem.badArguments(
        "%s takes (%s), but was given %d arguments; a number fills one parameter and a text two"
            .formatted(function, types, arguments.size()));
  }
}
