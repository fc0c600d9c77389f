package dev.wasmcache.sample.functions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.Export;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;

/** The exports of a module, by name, with their types. */
final class Exports {

  private final WasmModule module;
  private final List<FunctionImport> importedFunctions;
  private final Map<String, Export> exports = new LinkedHashMap<>();

  private Exports(WasmModule module) {
    this.module = module;
    this.importedFunctions =
        module.importSection().stream()
            .filter(FunctionImport.class::isInstance)
            .map(FunctionImport.class::cast)
            .toList();
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      Export export = module.exportSection().getExport(i);
      // Names are unique: the engine has validated the module.
      exports.put(export.name(), export);
    }
  }

  static Exports of(WasmModule module) {
    return new Exports(module);
  }

  boolean has(String name, ExternalType type) {
    return find(name, type).isPresent();
  }

  Optional<FunctionType> function(String name) {
    return find(name, ExternalType.FUNCTION).map(this::type);
  }

  /** Returns the names of the exported functions, in the module's order. */
  List<String> functions() {
    return exports.values().stream()
        .filter(export -> export.exportType() == ExternalType.FUNCTION)
        .map(Export::name)
        .toList();
  }

  private Optional<Export> find(String name, ExternalType type) {
    return Optional.ofNullable(exports.get(name)).filter(export -> export.exportType() == type);
  }

  private FunctionType type(Export export) {
    int imported = importedFunctions.size();
    int typeIndex =
        export.index() < imported
            ? importedFunctions.get(export.index()).typeIndex()
            : module.functionSection().getFunctionType(export.index() - imported);
    return module.typeSection().getType(typeIndex);
  }
}
