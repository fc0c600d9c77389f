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
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableImport;
import com.dylibso.chicory.wasm.types.TableLimits;
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

  /** Returns the same with other memories and functions. */
  static ImportValues importsOf(
      WasmModule module, java.util.function.Function<MemoryLimits, Memory> memories, Host host) {
    ImportValues.Builder values = ImportValues.builder();
    for (int i = 0; i < module.importSection().importCount(); i++) {
      add(module.importSection().getImport(i), module, memories, host, values);
    }
    return values.build();
  }

  /** The behaviour of all imported functions. */
  interface Host {
    long[] call(String name, FunctionType type, long[] arguments);
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
    return importsOf(
        module,
        ByteArrayMemory::new,
        (name, type, args) -> observations.answerZero(name, type.returns().size(), args));
  }

  private static void add(
      Import entry,
      WasmModule module,
      java.util.function.Function<MemoryLimits, Memory> memories,
      Host host,
      ImportValues.Builder values) {
    String from = entry.module();
    String name = entry.name();
    if (entry instanceof FunctionImport function) {
      FunctionType type = module.typeSection().getType(function.typeIndex());
      values.addFunction(
          new HostFunction(from, name, type, (instance, args) -> host.call(name, type, args)));
    } else if (entry instanceof MemoryImport memory) {
      values.addMemory(new ImportMemory(from, name, memories.apply(memory.limits())));
    } else if (entry instanceof TableImport table) {
      // A table that grows writes to its limits, and those of the import belong to all instances.
      TableLimits limits = table.limits();
      TableLimits own = new TableLimits(limits.min(), limits.max(), limits.shared());
      Table empty = new Table(table.entryType(), own);
      values.addTable(new ImportTable(from, name, new TableInstance(empty, Value.REF_NULL_VALUE)));
    } else if (entry instanceof GlobalImport global) {
      values.addGlobal(
          new ImportGlobal(
              from, name, new GlobalInstance(0, 0, global.type(), global.mutabilityType())));
    }
  }
}
