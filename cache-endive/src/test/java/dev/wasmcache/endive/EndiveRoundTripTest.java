package dev.wasmcache.endive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.Origin;
import dev.wasmcache.Outcome;
import dev.wasmcache.Tier;
import dev.wasmcache.disk.DiskStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

class EndiveRoundTripTest {

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"JBIG2", "OPENJPEG"})
  void load_ofRealModule_runsAsPlainEndiveDoes(RealModules real, @TempDir Path directory) {
    byte[] wasm = real.bytes();
    WasmModule plain = Parser.parse(wasm);
    List<String> expected =
        ObservedRun.of(
            plain,
            Instance.builder(plain)
                .withMachineFactory(MachineFactoryCompiler.builder(plain).compile()));

    assertThat(expected).hasSizeGreaterThan(2);

    try (CompilationCache cache = onDisk(directory);
        ModuleCache<EndiveModule> modules = EndiveModules.create(cache)) {
      EndiveModule compiled = modules.load(wasm);
      assertThat(run(compiled)).isEqualTo(expected);
      assertThat(run(compiled)).as("a second instance").isEqualTo(expected);
      assertThat(modules.stats().loads(Origin.COMPILED)).isEqualTo(1);
    }
    try (CompilationCache cache = onDisk(directory);
        ModuleCache<EndiveModule> modules = EndiveModules.create(cache)) {
      assertThat(run(modules.load(wasm))).as("from disk").isEqualTo(expected);
      assertThat(modules.stats().loads(Origin.DISK)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JBIG2", "OPENJPEG"})
  void load_ofModuleThatEndiveCannotCompile_throwsWhatItThrowsAndStoresNothing(
      RealModules real, @TempDir Path directory) {
    byte[] wasm = real.bytes();
    Throwable expected = catchThrowable(() -> MachineFactoryCompiler.compile(Parser.parse(wasm)));

    try (CompilationCache cache = onDisk(directory);
        ModuleCache<EndiveModule> modules = EndiveModules.create(cache)) {
      assertThatThrownBy(() -> modules.load(wasm))
          .hasSameClassAs(expected)
          .hasMessage(expected.getMessage());
      assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.STORED)).isZero();
    }
  }

  private static List<String> run(EndiveModule module) {
    return ObservedRun.of(module.wasmModule(), module.instanceBuilder());
  }

  private static CompilationCache onDisk(Path directory) {
    return CompilationCache.builder()
        .disk(DiskStore.builder(directory.resolve("cache")).build())
        .build();
  }
}
