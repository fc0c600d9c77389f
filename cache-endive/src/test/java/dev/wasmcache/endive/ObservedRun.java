package dev.wasmcache.endive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import run.endive.runtime.ByteArrayMemory;
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

/**
 * Calls exports of an instance and writes down everything that can be seen: what they answer, how
 * they trap, which imports they call with what, and what is in the memory in the end. Imports
 * answer zero.
 */
final class ObservedRun {

  private static final int MOST_CALLS = 60;
  private static final int MOST_IMPORT_CALLS = 10_000;
  private static final long[] ARGUMENTS = {0, 1, 24, 1024};

  private final List<String> seen = new ArrayList<>();

  static List<String> of(WasmModule module, Instance.Builder builder) {
    ObservedRun run = new ObservedRun();
    run.observe(module, builder);
    return run.seen;
  }

  private void observe(WasmModule module, Instance.Builder builder) {
    Instance instance = builder.withImportValues(imports(module)).withStart(false).build();
    int calls = 0;
    for (int i = 0; i < module.exportSection().exportCount() && calls < MOST_CALLS; i++) {
      Export export = module.exportSection().getExport(i);
      if (export.exportType() == ExternalType.FUNCTION
          && isNumeric(instance.exportType(export.name()))) {
        call(instance, export.name(), ARGUMENTS[calls++ % ARGUMENTS.length]);
      }
    }
    observeMemory(instance);
  }

  private static boolean isNumeric(FunctionType type) {
    return type.params().stream()
        .allMatch(param -> param.equals(ValType.I32) || param.equals(ValType.I64));
  }

  private void call(Instance instance, String export, long argument) {
    long[] arguments = new long[instance.exportType(export).params().size()];
    Arrays.fill(arguments, argument);
    try {
      long[] results = instance.export(export).apply(arguments);
      seen.add(export + Arrays.toString(arguments) + " answers " + Arrays.toString(results));
    } catch (RuntimeException e) {
      seen.add(export + Arrays.toString(arguments) + " throws " + e);
    }
  }

  private void observeMemory(Instance instance) {
    Memory memory = instance.memory();
    if (memory == null) {
      return;
    }
    CRC32 checksum = new CRC32();
    for (int page = 0; page < memory.pages(); page++) {
      checksum.update(memory.readBytes(page * Memory.PAGE_SIZE, Memory.PAGE_SIZE));
    }
    seen.add("memory of " + memory.pages() + " pages, checksum " + checksum.getValue());
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
            new HostFunction(from, name, type, (instance, args) -> answerZero(name, type, args)));
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

  private long[] answerZero(String name, FunctionType type, long[] arguments) {
    seen.add("import " + name + Arrays.toString(arguments));
    if (seen.size() > MOST_IMPORT_CALLS) {
      throw new IllegalStateException("The run does not end");
    }
    return new long[type.returns().size()];
  }
}
