package dev.wasmcache.sample.functions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.WasmFunctionHandle;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.UnlinkableException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.Import;

/**
 * The imports of a module: WASI, without files or network, and functions that were added for this
 * module. Not safe for concurrent use.
 */
public final class HostFunctions {

  private static final String WASI = "wasi_snapshot_preview1";

  private final Map<String, WasmFunctionHandle> functions = new HashMap<>();
  private boolean lenient;

  /** Adds a function without a result, for the import {@code module.name}. */
  public HostFunctions add(String qualifiedName, BiConsumer<Instance, long[]> function) {
    functions.put(
        qualifiedName,
        (instance, arguments) -> {
          function.accept(instance, arguments);
          return new long[0];
        });
    return this;
  }

  /** Makes every other function do nothing and return zeros: suitable only for a known module. */
  public HostFunctions zerosForTheRest() {
    this.lenient = true;
    return this;
  }

  /**
   * Returns the imports for a module.
   *
   * @throws UnlinkableException if it imports something that is not offered
   */
  public ImportValues link(WasmModule module, WasiPreview1 wasi) {
    Map<String, HostFunction> wasiFunctions = new HashMap<>();
    for (HostFunction function : wasi.toHostFunctions()) {
      wasiFunctions.put(function.name(), function);
    }
    List<ImportFunction> linked = new ArrayList<>();
    for (int i = 0; i < module.importSection().importCount(); i++) {
      Import wanted = module.importSection().getImport(i);
      linked.add(link(module, wanted, wasiFunctions));
    }
    return ImportValues.builder().withFunctions(linked).build();
  }

  private ImportFunction link(
      WasmModule module, Import wanted, Map<String, HostFunction> wasiFunctions) {
    String name = wanted.module() + "." + wanted.name();
    if (wanted instanceof FunctionImport function) {
      FunctionType type = module.typeSection().getType(function.typeIndex());
      WasmFunctionHandle added = functions.get(name);
      if (added != null) {
        return new HostFunction(wanted.module(), wanted.name(), type, added);
      }
      HostFunction ofWasi = wasiFunctions.get(wanted.name());
      if (ofWasi != null && wanted.module().equals(WASI)) {
        return ofWasi;
      }
      if (lenient) {
        return new HostFunction(
            wanted.module(),
            wanted.name(),
            type,
            (instance, arguments) -> new long[type.returns().size()]);
      }
    }
    throw new UnlinkableException("the module imports " + name + ", which is not offered here");
  }
}
