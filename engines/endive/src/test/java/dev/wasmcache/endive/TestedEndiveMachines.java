package dev.wasmcache.endive;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.engine.EngineOptions;
import dev.wasmcache.engine.TestedMachines;
import dev.wasmcache.stats.MachineFactoryStats;
import dev.wasmcache.stats.ModuleCacheStats;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.DataSection;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.Global;
import run.endive.wasm.types.GlobalSection;
import run.endive.wasm.types.Instruction;
import run.endive.wasm.types.MutabilityType;
import run.endive.wasm.types.PassiveDataSegment;
import run.endive.wasm.types.SectionId;
import run.endive.wasm.types.ValType;

/** Endive's machine factory, for the tests that engines share. */
final class TestedEndiveMachines implements TestedMachines<WasmModule> {

  private static final EngineOptions OPTIONS =
      new EngineOptions(null, 0, EngineOptions.Fallback.WARN, Set.of(), false, false);

  private static final Fingerprint FINGERPRINT = EndiveEngine.create().fingerprint();

  @Override
  public Factory<WasmModule> factory(
      CompilationCache cache, long maximumBytes, int maximumFunctionsPerClass, int generation) {
    EndiveMachineFactoryBuilder builder =
        EndiveMachineFactory.builder(cache).maximumBytes(maximumBytes).generation(generation);
    if (maximumFunctionsPerClass > 0) {
      builder.maximumFunctionsPerClass(maximumFunctionsPerClass);
    }
    EndiveMachineFactory factory = builder.build();
    return new Used(factory, factory);
  }

  @Override
  public Factory<WasmModule> interpreting(CompilationCache cache, Set<Integer> functions) {
    EndiveMachineFactory factory =
        EndiveMachineFactory.builder(cache)
            .interpretedFunctions(functions)
            .interpreterFallback(InterpreterFallback.FAIL)
            .build();
    return new Used(factory, factory);
  }

  @Override
  public Factory<WasmModule> plain() {
    return new Used(MachineFactoryCompiler::compile, null);
  }

  private record Used(Function<Instance, Machine> machines, @Nullable EndiveMachineFactory factory)
      implements Factory<WasmModule> {

    @Override
    public Object machine(WasmModule module) {
      return builder(module)
          .withImportValues(ObservedRun.importsOf(module))
          .withInitialize(false)
          .withStart(false)
          .build()
          .getMachine();
    }

    @Override
    public long apply(WasmModule module, String export, long argument) {
      return builder(module).build().export(export).apply(argument)[0];
    }

    @Override
    public List<String> observe(WasmModule module) {
      return ObservedRun.of(module, builder(module));
    }

    @Override
    public MachineFactoryStats stats() {
      return factory == null
          ? new MachineFactoryStats(new ModuleCacheStats(0, Map.of(), 0, 0, 0, 0, 0), 0, 0)
          : factory.stats();
    }

    private Instance.Builder builder(WasmModule module) {
      return Instance.builder(module).withMachineFactory(machines);
    }
  }

  @Override
  public WasmModule parse(byte[] wasm) {
    return Parser.parse(wasm);
  }

  @Override
  public WasmModule parseWithoutElements(byte[] wasm) {
    Parser.Builder parser = Parser.builder().withValidation(false);
    for (int section = SectionId.CUSTOM; section <= SectionId.DATA_COUNT; section++) {
      if (section != SectionId.ELEMENT) {
        parser.includeSectionId(section);
      }
    }
    return parser.build().parse(() -> new ByteArrayInputStream(wasm));
  }

  @Override
  public WasmModule withDigest(WasmModule module, @Nullable String digest) {
    return copied(module).setDataSection(module.dataSection()).withDigest(digest).build();
  }

  @Override
  public WasmModule withoutContents(WasmModule module) {
    DataSection.Builder emptied = DataSection.builder();
    for (DataSegment segment : module.dataSection().dataSegments()) {
      emptied.addDataSegment(
          segment instanceof ActiveDataSegment active
              ? new ActiveDataSegment(active.index(), active.offsetInstructions(), new byte[0])
              : new PassiveDataSegment(new byte[0]));
    }
    return copied(module).setDataSection(emptied.build()).build();
  }

  @Override
  public WasmModule withUnknownPart(WasmModule module) {
    Global unknown =
        new Global(
            ValType.I32, MutabilityType.Const, List.of(new Instruction(0, null, new long[0])));
    return copied(module)
        .setGlobalSection(GlobalSection.builder().addGlobal(unknown).build())
        .withValidation(false)
        .build();
  }

  private static WasmModule.Builder copied(WasmModule module) {
    WasmModule.Builder copy =
        WasmModule.builder()
            .setTypeSection(module.typeSection())
            .setImportSection(module.importSection())
            .setFunctionSection(module.functionSection())
            .setTableSection(module.tableSection())
            .setGlobalSection(module.globalSection())
            .setExportSection(module.exportSection())
            .setElementSection(module.elementSection())
            .setCodeSection(module.codeSection());
    module.memorySection().ifPresent(copy::setMemorySection);
    module.startSection().ifPresent(copy::setStartSection);
    module.dataCountSection().ifPresent(copy::setDataCountSection);
    module.tagSection().ifPresent(copy::setTagSection);
    return copy;
  }

  @Override
  public @Nullable String digest(WasmModule module) {
    return module.digest();
  }

  @Override
  public CompileRequest request(WasmModule module) {
    return ModuleDigest.request(module, FINGERPRINT);
  }

  @Override
  public byte[] artifact(WasmModule module) {
    return new ModuleCompiler(OPTIONS).compile(module, new byte[32]).toBytes();
  }

  @Override
  public List<String> observePlain(byte[] wasm, Set<Integer> interpreted) {
    return new TestedEndive().observePlain(wasm, interpreted);
  }
}
