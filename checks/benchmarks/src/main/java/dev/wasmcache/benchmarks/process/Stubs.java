package dev.wasmcache.benchmarks.process;

import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.GlobalInstance;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportGlobal;
import run.endive.runtime.ImportMemory;
import run.endive.runtime.ImportTable;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.TableInstance;
import run.endive.runtime.WasmFunctionHandle;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.GlobalImport;
import run.endive.wasm.types.Import;
import run.endive.wasm.types.MemoryImport;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableImport;

/** Something for every import of a module; functions return zero. */
final class Stubs {

  private Stubs() {}

  static ImportValues of(WasmModule module) {
    ImportValues.Builder imports = ImportValues.builder();
    for (int i = 0; i < module.importSection().importCount(); i++) {
      add(imports, module, module.importSection().getImport(i));
    }
    return imports.build();
  }

  private static void add(ImportValues.Builder imports, WasmModule module, Import wanted) {
    if (wanted instanceof FunctionImport function) {
      FunctionType type = module.typeSection().getType(function.typeIndex());
      imports.addFunction(
          new HostFunction(wanted.module(), wanted.name(), type, new Zero(type.returns().size())));
    } else if (wanted instanceof GlobalImport global) {
      imports.addGlobal(
          new ImportGlobal(
              wanted.module(),
              wanted.name(),
              GlobalInstance.builder()
                  .valType(global.type())
                  .mutabilityType(global.mutabilityType())
                  .build()));
    } else if (wanted instanceof MemoryImport memory) {
      imports.addMemory(
          new ImportMemory(wanted.module(), wanted.name(), new ByteArrayMemory(memory.limits())));
    } else if (wanted instanceof TableImport table) {
      imports.addTable(
          new ImportTable(
              wanted.module(),
              wanted.name(),
              new TableInstance(new Table(table.entryType(), table.limits()), -1)));
    }
  }

  /** Not a lambda: the first one of a JVM costs more than a call. */
  private static final class Zero implements WasmFunctionHandle {
    private final int results;

    private Zero(int results) {
      this.results = results;
    }

    @Override
    public long[] apply(Instance instance, long... arguments) {
      return new long[results];
    }
  }
}
