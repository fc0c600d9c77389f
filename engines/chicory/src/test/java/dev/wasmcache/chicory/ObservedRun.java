package dev.wasmcache.chicory;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportGlobal;
import com.dylibso.chicory.runtime.ImportMemory;
import com.dylibso.chicory.runtime.ImportTable;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.GlobalImport;
import com.dylibso.chicory.wasm.types.Import;
import com.dylibso.chicory.wasm.types.MemoryImport;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableImport;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.Value;
import dev.wasmcache.engine.Observations;
import java.util.List;
import java.util.Set;

/** Observes a run of an instance of Chicory. */
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
                from, name, new GlobalInstance(0, 0, global.type(), global.mutabilityType())));
      }
    }
    return values.build();
  }
}
