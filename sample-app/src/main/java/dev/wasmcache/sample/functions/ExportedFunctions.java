package dev.wasmcache.sample.functions;

import dev.wasmcache.sample.SampleProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/**
 * The exports of a module, unchanged. Numbers are converted according to the export's type. A
 * module that exports {@code alloc(size)} may also take text, as an address and a length. It may
 * return text or an image: an i64 result of such a module is an address (upper half) and a length
 * (lower half).
 */
public final class ExportedFunctions implements Functions {

  private static final String ALLOC = "alloc";

  private final Map<String, String> examples;

  /**
   * @param examples example arguments of functions, by name
   */
  public ExportedFunctions(Map<String, String> examples) {
    this.examples = examples;
  }

  @Override
  public List<FunctionInfo> list(WasmModule module) {
    Exports exports = Exports.of(module);
    List<FunctionInfo> functions = new ArrayList<>();
    for (String name : exports.functions()) {
      exports
          .function(name)
          .ifPresent(
              type ->
                  functions.add(
                      new FunctionInfo(
                          name,
                          type.params().stream().map(WasmNumbers::nameOf).toList(),
                          type.returns().stream()
                              .map(WasmNumbers::nameOf)
                              .collect(Collectors.joining(", ")),
                          examples.get(name))));
    }
    return functions;
  }

  @Override
  public HostFunctions imports() {
    return new HostFunctions();
  }

  @Override
  public Outcome call(Call call, SampleProperties.Calls limits) {
    Exports exports = Exports.of(call.module().wasmModule());
    FunctionType type = exports.function(call.function()).orElseThrow(call::unknown);
    boolean takesText = takesText(exports);
    try (Guest guest = Guest.start(call.module(), imports(), limits)) {
      long[] arguments =
          new ArgumentReader(call.function(), type, takesText ? guest::put : null)
              .read(call.arguments());
      long[] results = guest.call(call.function(), arguments);
      return new Outcome(answer(guest, type.returns(), results, takesText), guest.output());
    }
  }

  private static boolean takesText(Exports exports) {
    return exports
        .function(ALLOC)
        .filter(type -> type.params().equals(List.of(ValType.I32)))
        .filter(type -> type.returns().equals(List.of(ValType.I32)))
        .isPresent();
  }

  private static Answer answer(
      Guest guest, List<ValType> types, long[] results, boolean takesText) {
    // A command that has exited returns nothing, whatever its type.
    if (results.length == 0) {
      return new Answer.Value(null);
    }
    if (types.size() > 1) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        values.add(WasmNumbers.toJson(types.get(i), results[i]));
      }
      return new Answer.Value(values);
    }
    if (takesText && types.get(0).equals(ValType.I64)) {
      return Contents.answer(guest.read((int) (results[0] >>> 32), (int) results[0]));
    }
    return new Answer.Value(WasmNumbers.toJson(types.get(0), results[0]));
  }
}
