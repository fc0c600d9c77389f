package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.wasmcache.disk.DiskStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompilationCacheTest {

  private static final Artifact ARTIFACT = Artifact.of(new byte[] {1, 2, 3});
  private static final CompileRequest REQUEST = Requests.of(1);

  @Test
  void get_absentKey_isEmpty(@TempDir Path directory) {
    try (CompilationCache cache = open(directory)) {
      assertThat(cache.get(REQUEST.key())).isEmpty();
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.MISS)).isEqualTo(1);
    }
  }

  @Test
  void getOrCompile_afterRestart_readsFromDisk(@TempDir Path directory) {
    try (CompilationCache cache = open(directory)) {
      assertThat(cache.getOrCompile(REQUEST, request -> ARTIFACT)).isEqualTo(ARTIFACT);
    }
    try (CompilationCache cache = open(directory)) {
      assertThat(cache.getOrCompile(REQUEST, request -> fail("compiled again")))
          .isEqualTo(ARTIFACT);
      assertThat(cache.stats().tier(Tier.DISK).requests(Outcome.HIT)).isEqualTo(1);
    }
  }

  private static CompilationCache open(Path directory) {
    return CompilationCache.builder()
        .disk(DiskStore.builder(directory.resolve("cache")).build())
        .build();
  }
}
