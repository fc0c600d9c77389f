package dev.wasmcache.endive;

import dev.wasmcache.engine.Observations;
import java.util.List;
import java.util.Set;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.GlobalInstance;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportGlobal;
import run.endive.runtime.ImportMemory;
import run.endive.runtime.ImportTable;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.TableInstance;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.Export;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.GlobalImport;
import run.endive.wasm.types.Import;
import run.endive.wasm.types.MemoryImport;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableImport;
import run.endive.wasm.types.ValType;
import run.endive.wasm.types.Value;

/** Observes a run of an instance of Endive. */
final class ObservedRun {

  private final Observations observations = new Observations();

  static List<String> of(WasmModule module, Instance.Builder builder) {
    ObservedRun run = new ObservedRun();
    run.observe(module, builder);
    return run.observations.seen();
  }

  /** Returns something for everything that a module imports. */
  static ImportValues importsOf(WasmModule module) {
    return new ObservedRun().imports(module);
  }

  private void observe(WasmModule module, Instance.Builder builder) {
    Instance instance = builder.withImportValues(imports(module)).withStart(false).build();
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      Export export = module.exportSection().getExport(i);
      if (export.exportType() == ExternalType.FUNCTION) {
        List<ValType> parameters = instance.exportType(export.name()).params();
        if (Set.of(ValType.I32, ValType.I64).containsAll(parameters)) {
          ExportFunction function = instance.export(export.name());
          observations.call(export.name(), parameters.size(), function::apply);
        }
      }
    }
    Memory memory = instance.memory();
    if (memory != null) {
      observations.memory(
          memory.pages(), page -> memory.readBytes(page * Memory.PAGE_SIZE, Memory.PAGE_SIZE));
    }
  }

  private ImportValues imports(WasmModule module) {
    ImportValues.Builder values = ImportValues.builder();
    for (int i = 0; i < module.importSection().importCount(); i++) {
      Import entry = module.importSection().getImport(i);
      String from = entry.module();
      String name = entry.name();
      if (entry instanceof FunctionImport function) {
        FunctionType type = module.typeSection().getType(function.typeIndex());
        values.addFunction(
            new HostFunction(
                from,
                name,
                type,
                (instance, args) -> observations.answerZero(name, type.returns().size(), args)));
      } else if (entry instanceof MemoryImport memory) {
        values.addMemory(new ImportMemory(from, name, new ByteArrayMemory(memory.limits())));
      } else if (entry instanceof TableImport table) {
        Table empty = new Table(table.entryType(), table.limits());
        values.addTable(
            new ImportTable(from, name, new TableInstance(empty, Value.REF_NULL_VALUE)));
      } else if (entry instanceof GlobalImport global) {
        values.addGlobal(
            new ImportGlobal(
                from,
                name,
                GlobalInstance.builder()
                    .valType(global.type())
                    .mutabilityType(global.mutabilityType())
                    .build()));
      }
    }
    return values.build();
  }
}
