package dev.wasmcache.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.Export;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;

/** What a module exports, and of which type. */
final class Exports {

  private final WasmModule module;
  private final List<FunctionImport> importedFunctions;

  private Exports(WasmModule module) {
    this.module = module;
    this.importedFunctions =
        module.importSection().stream()
            .filter(FunctionImport.class::isInstance)
            .map(FunctionImport.class::cast)
            .toList();
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

  /** Answers the names of the exported functions, in the module's order. */
  List<String> functions() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      Export export = module.exportSection().getExport(i);
      if (export.exportType() == ExternalType.FUNCTION) {
        names.add(export.name());
      }
    }
    return names;
  }

  private Optional<Export> find(String name, ExternalType type) {
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      Export export = module.exportSection().getExport(i);
      if (export.exportType() == type && export.name().equals(name)) {
        return Optional.of(export);
      }
    }
    return Optional.empty();
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
