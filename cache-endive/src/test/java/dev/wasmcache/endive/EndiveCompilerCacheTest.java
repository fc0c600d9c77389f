package dev.wasmcache.endive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.wasmcache.Artifact;
import dev.wasmcache.ArtifactCompiler;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CacheStats;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import run.endive.compiler.Cache;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

class EndiveCompilerCacheTest {

  private static final byte[] WASM = RealModules.SOURCE_MAP.bytes();

  private final CompilationCache memory = CompilationCache.builder().memory(1 << 24).build();

  @Test
  void compile_asecondTime_takesTheEntryAndRunsTheSame() {
    Cache cache = EndiveCompilerCache.create(memory, EndiveEngine.create());
    List<String> first = run(cache);

    assertThat(run(cache)).isEqualTo(first);
    assertThat(memory.stats().hits()).isEqualTo(1);
  }

  @Test
  void get_ofWhatWasPut_answersTheSameBytes() throws Exception {
    Cache cache = EndiveCompilerCache.create(memory, EndiveEngine.create());
    byte[] data = {1, 2, 3};

    cache.putIfAbsent("sha-256:abc", data);

    assertThat(cache.get("sha-256:abc")).isEqualTo(data);
    assertThat(cache.get("sha-256:abd")).isNull();
  }

  @Test
  void get_withOtherOptions_isAMiss() throws Exception {
    EndiveCompilerCache.create(memory, EndiveEngine.create()).putIfAbsent("key", new byte[1]);
    EndiveEngine other = EndiveEngine.builder().maximumFunctionsPerClass(8).build();

    assertThat(EndiveCompilerCache.create(memory, other).get("key")).isNull();
  }

  @Test
  void compile_overABrokenCache_compiles() {
    Cache cache = EndiveCompilerCache.create(new BrokenCache(), EndiveEngine.create());

    assertThatCode(() -> run(cache)).doesNotThrowAnyException();
  }

  private static List<String> run(Cache cache) {
    WasmModule module = Parser.parse(WASM);
    return ObservedRun.of(
        module,
        Instance.builder(module)
            .withMachineFactory(MachineFactoryCompiler.builder(module).withCache(cache).compile()));
  }

  /** Breaks the promise of the interface never to throw. */
  private static final class BrokenCache implements CompilationCache {
    @Override
    public Optional<Artifact> get(CacheKey key) {
      throw new IllegalStateException("broken");
    }

    @Override
    public void put(CacheKey key, Artifact artifact) {
      throw new NoClassDefFoundError("broken");
    }

    @Override
    public void delete(CacheKey key) {
      throw new IllegalStateException("broken");
    }

    @Override
    public Artifact getOrCompile(CompileRequest request, ArtifactCompiler compiler) {
      throw new IllegalStateException("broken");
    }

    @Override
    public CacheStats stats() {
      throw new IllegalStateException("broken");
    }

    @Override
    public void close() {}
  }
}
