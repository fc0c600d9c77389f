package dev.wasmcache.chicory;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.MalformedException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.Import;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.TableImport;
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.ValType;
import dev.wasmcache.Engine;
import dev.wasmcache.engine.differential.Function;
import dev.wasmcache.engine.differential.Host;
import dev.wasmcache.engine.differential.Kind;
import dev.wasmcache.engine.differential.Program;
import dev.wasmcache.engine.differential.Programs;
import dev.wasmcache.engine.differential.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Chicory, for differential runs. */
final class ChicoryPrograms implements Programs<ChicoryModule> {

  @Override
  public String folder() {
    return "chicory";
  }

  @Override
  public Class<? extends RuntimeException> malformed() {
    return MalformedException.class;
  }

  @Override
  public Program plain(byte[] wasm, Set<Integer> interpreted) {
    WasmModule module = Parser.parse(wasm);
    MachineFactoryCompiler.Builder compiler =
        MachineFactoryCompiler.builder(module).withInterpretedFunctions(interpreted);
    if (!interpreted.isEmpty()) {
      compiler.withInterpreterFallback(InterpreterFallback.FAIL);
    }
    java.util.function.Function<Instance, Machine> machines = compiler.compile();
    // The engine's own tables share the limits of the module, which a table that grows writes to.
    return new Compiled(
        module,
        () ->
            Instance.builder(module)
                .withMachineFactory(machines)
                .withTableFactory(OwnTables.INSTANCE));
  }

  @Override
  public Engine<ChicoryModule> engine(Set<Integer> interpreted) {
    return ChicoryEngine.builder().interpretedFunctions(interpreted).build();
  }

  @Override
  public Program cached(ChicoryModule module) {
    return new Compiled(module.wasmModule(), module::instanceBuilder);
  }

  private static Memory memory(MemoryLimits limits) {
    if (limits.initialPages() > MOST_PAGES) {
      throw new IllegalStateException("A memory of " + limits.initialPages() + " pages");
    }
    MemoryLimits bounded =
        new MemoryLimits(
            limits.initialPages(), Math.min(limits.maximumPages(), MOST_PAGES), limits.shared());
    return new ByteArrayMemory(bounded);
  }

  private record Compiled(WasmModule module, Supplier<Instance.Builder> builder)
      implements Program {

    @Override
    public List<Function> exports() {
      List<Function> exports = new ArrayList<>();
      for (int i = 0; i < module.exportSection().exportCount(); i++) {
        Export export = module.exportSection().getExport(i);
        // A mutant may export what it does not have: its start shows what comes of that.
        if (export.exportType() == ExternalType.FUNCTION
            && export.index() < importedFunctions() + ownFunctions()) {
          exports.add(function(export.name(), type(export.index())));
        }
      }
      return exports;
    }

    @Override
    public int importedFunctions() {
      return module.importSection().count(ExternalType.FUNCTION);
    }

    @Override
    public int ownFunctions() {
      return module.functionSection().functionCount();
    }

    @Override
    public Running start(Host host) {
      for (int i = 0; i < module.tableSection().tableCount(); i++) {
        check(module.tableSection().getTable(i).limits());
      }
      for (Import entry : imports()) {
        if (entry instanceof TableImport table) {
          check(table.limits());
        }
      }
      return new Started(
          builder
              .get()
              .withMemoryFactory(ChicoryPrograms::memory)
              .withImportValues(
                  ObservedRun.importsOf(
                      module,
                      ChicoryPrograms::memory,
                      (name, type, arguments) -> host.call(function(name, type), arguments)))
              .build());
    }

    private static void check(TableLimits limits) {
      if (limits.min() > LARGEST_TABLE) {
        throw new IllegalStateException("A table of " + limits.min() + " elements");
      }
    }

    private List<Import> imports() {
      List<Import> imports = new ArrayList<>();
      for (int i = 0; i < module.importSection().importCount(); i++) {
        imports.add(module.importSection().getImport(i));
      }
      return imports;
    }

    private FunctionType type(int function) {
      if (function >= importedFunctions()) {
        return module
            .functionSection()
            .getFunctionType(function - importedFunctions(), module.typeSection());
      }
      FunctionImport imported =
          imports().stream()
              .filter(FunctionImport.class::isInstance)
              .map(FunctionImport.class::cast)
              .skip(function)
              .findFirst()
              .orElseThrow();
      return module.typeSection().getType(imported.typeIndex());
    }

    private static Function function(String name, FunctionType type) {
      return new Function(name, kinds(type.params()), kinds(type.returns()));
    }

    private static List<Kind> kinds(List<ValType> types) {
      return types.stream().map(Compiled::kind).toList();
    }

    private static Kind kind(ValType type) {
      if (type.equals(ValType.I32)) {
        return Kind.I32;
      } else if (type.equals(ValType.I64)) {
        return Kind.I64;
      } else if (type.equals(ValType.F32)) {
        return Kind.F32;
      }
      return type.equals(ValType.F64) ? Kind.F64 : Kind.OTHER;
    }
  }

  private record Started(Instance instance) implements Running {

    @Override
    public long[] call(String export, long[] arguments) {
      long[] results = instance.export(export).apply(arguments);
      return results == null ? new long[0] : results;
    }

    @Override
    public void stop() {
      // Compiled code checks for interrupts at each call and each jump backwards.
    }

    @Override
    public int pages() {
      return instance.memory() == null ? 0 : instance.memory().pages();
    }

    @Override
    public byte[] page(int number) {
      return instance.memory().readBytes(number * Memory.PAGE_SIZE, Memory.PAGE_SIZE);
    }

    @Override
    public long[] values() {
      LongStream.Builder values = LongStream.builder();
      for (int i = 0; i < instance.globalCount(); i++) {
        GlobalInstance global = instance.global(i);
        long low = global.getValueLow();
        // The interpreter leaves other bits in the higher half of an i32.
        values.add(global.getType().equals(ValType.I32) ? (int) low : low);
        values.add(global.getValueHigh());
      }
      for (int i = 0; i < instance.tableCount(); i++) {
        TableInstance table = instance.table(i);
        values.add(table.size());
        for (int j = 0; j < table.size(); j++) {
          values.add(table.ref(j));
        }
      }
      return values.build().toArray();
    }
  }
}
