package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Modules in real use, with the cache and without it. */
public abstract class RoundTripContract<M> {

  private final TestedEngine<M> tested;

  protected RoundTripContract(TestedEngine<M> tested) {
    this.tested = tested;
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"JBIG2", "OPENJPEG"})
  void load_ofRealModule_runsAsThePlainEngineDoes(RealModules real, @TempDir Path directory) {
    byte[] wasm = real.bytes();
    List<String> expected = tested.observePlain(wasm, Set.of());

    assertThat(expected).hasSizeGreaterThan(2);

    try (CompilationCache cache = onDisk(directory);
        ModuleCache<M> modules = modules(cache)) {
      M compiled = modules.load(wasm);
      assertThat(tested.observe(compiled)).isEqualTo(expected);
      assertThat(tested.observe(compiled)).as("a second instance").isEqualTo(expected);
      assertThat(modules.stats().loads(Origin.COMPILED)).isEqualTo(1);
    }
    try (CompilationCache cache = onDisk(directory);
        ModuleCache<M> modules = modules(cache)) {
      assertThat(tested.observe(modules.load(wasm))).as("from disk").isEqualTo(expected);
      assertThat(modules.stats().loads(Origin.DISK)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JBIG2", "OPENJPEG"})
  void load_ofModuleThatTheEngineCannotCompile_throwsWhatItThrowsAndStoresNothing(
      RealModules real, @TempDir Path directory) {
    byte[] wasm = real.bytes();
    Throwable expected = catchThrowable(() -> tested.observePlain(wasm, Set.of()));

    try (CompilationCache cache = onDisk(directory);
        ModuleCache<M> modules = modules(cache)) {
      assertThatThrownBy(() -> modules.load(wasm))
          .hasSameClassAs(expected)
          .hasMessage(expected.getMessage());
      assertThat(cache.stats().tier(Tier.DISK).writes(Outcome.STORED)).isZero();
    }
  }

  @Test
  void compile_withTheCompilerCacheASecondTime_takesTheEntryAndRunsTheSame() {
    byte[] wasm = RealModules.SOURCE_MAP.bytes();
    CompilationCache memory = CompilationCache.builder().memory(1 << 24).build();

    List<String> first = tested.observeWithCompilerCache(wasm, memory);

    assertThat(first).isEqualTo(tested.observePlain(wasm, Set.of()));
    assertThat(tested.observeWithCompilerCache(wasm, memory)).isEqualTo(first);
    assertThat(memory.stats().hits()).isEqualTo(1);
  }

  @Test
  void compile_withTheCompilerCacheOverABrokenOne_compiles() {
    byte[] wasm = RealModules.SOURCE_MAP.bytes();

    assertThat(tested.observeWithCompilerCache(wasm, BrokenCache.create()))
        .isEqualTo(tested.observePlain(wasm, Set.of()));
  }

  private ModuleCache<M> modules(CompilationCache cache) {
    return ModuleCache.builder(tested.builder().build(), cache).build();
  }

  private static CompilationCache onDisk(Path directory) {
    return CompilationCache.builder()
        .disk(DiskStore.builder(directory.resolve("cache")).build())
        .build();
  }
}
