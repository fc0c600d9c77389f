package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.EarlierFormats;
import dev.wasmcache.Engine;
import dev.wasmcache.admin.ArchiveLimits;
import dev.wasmcache.disk.DiskStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An artifact that an earlier version has stored still loads and runs. */
public abstract class EarlierArtifactContract<M> {

  private final TestedEngine<M> tested;
  private final CacheKey key;

  /**
   * @param key of the engine's entry in the committed archives
   */
  protected EarlierArtifactContract(TestedEngine<M> tested, String key) {
    this.tested = tested;
    this.key = CacheKey.parse(key);
  }

  @ParameterizedTest
  @EnumSource
  void load_earlierArtifact_runs(EarlierFormats format, @TempDir Path directory)
      throws IOException {
    try (CompilationCache cache =
        CompilationCache.builder()
            .disk(DiskStore.builder(directory.resolve("cache")).build())
            .integrity(format.integrity())
            .build()) {
      cache.admin().importArchive(format.archive(), ArchiveLimits.DEFAULT);
      Artifact artifact = cache.get(key).orElseThrow();
      Engine<M> engine = tested.builder().build();
      M module = engine.load(EarlierFormats.resource(EarlierFormats.MODULE), artifact);
      assertThat(tested.apply(module, "0", 4)).isEqualTo(50);
    }
  }

  /** Its second function is interpreted, and it holds the emptied module. */
  @Test
  void load_artifactThatHoldsItsModule_runs() throws IOException {
    byte[] wasm = EarlierFormats.resource(EarlierFormats.MODULE);
    Artifact artifact;
    try (InputStream in = getClass().getResourceAsStream("artifact-3.jar")) {
      artifact = Artifact.of(in.readAllBytes());
    }
    M module = tested.builder().interpretedFunctions(Set.of(1)).build().load(wasm, artifact);
    assertThat(tested.apply(module, "0", 4)).isEqualTo(50);
  }
}
