package dev.wasmcache.chicory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.endive.EndiveCompilerCache;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.endive.EndiveModules;
import dev.wasmcache.engine.RealModules;
import dev.wasmcache.engine.TinyModule;
import dev.wasmcache.stats.Origin;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endive and Chicory over one directory. */
class TwoEnginesTest {

  private static final byte[] TINY = TinyModule.callingEachOther(TinyModule.CALL).bytes();

  @Test
  void load_ofOneModuleInBothEngines_neverMeets(@TempDir Path directory) {
    for (int start = 0; start < 2; start++) {
      try (CompilationCache cache = onDisk(directory);
          ModuleCache<EndiveModule> endive = EndiveModules.create(cache);
          ModuleCache<ChicoryModule> chicory = ChicoryModules.create(cache)) {
        for (byte[] wasm : new byte[][] {TINY, RealModules.SOURCE_MAP.bytes()}) {
          assertThat(endive.request(wasm).key()).isNotEqualTo(chicory.request(wasm).key());
          endive.load(wasm).instanceBuilder();
          chicory.load(wasm).instanceBuilder();
        }
        assertThat(endive.load(TINY).instanceBuilder().build().export("0").apply(4))
            .containsExactly(50);
        assertThat(chicory.load(TINY).instanceBuilder().build().export("0").apply(4))
            .containsExactly(50);

        Origin expected = start == 0 ? Origin.COMPILED : Origin.DISK;
        assertThat(endive.stats().loads(expected)).isEqualTo(2);
        assertThat(chicory.stats().loads(expected)).isEqualTo(2);
        assertThat(cache.admin().keys(null, 10)).hasSize(4);
      }
    }
  }

  @Test
  void get_ofAnEntryOfTheOthersCompilerCache_isAMiss(@TempDir Path directory) {
    try (CompilationCache cache = onDisk(directory)) {
      EndiveCompilerCache endive = EndiveCompilerCache.create(cache, EndiveEngine.create());
      ChicoryCompilerCache chicory = ChicoryCompilerCache.create(cache, ChicoryEngine.create());

      endive.putIfAbsent("sha-256:same", new byte[] {1});
      assertThat(chicory.get("sha-256:same")).isNull();

      chicory.putIfAbsent("sha-256:same", new byte[] {2});
      assertThat(endive.get("sha-256:same")).containsExactly(1);
      assertThat(chicory.get("sha-256:same")).containsExactly(2);
    }
  }

  private static CompilationCache onDisk(Path directory) {
    return CompilationCache.builder()
        .disk(DiskStore.builder(directory.resolve("cache")).build())
        .build();
  }
}
