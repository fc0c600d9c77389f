package dev.wasmcache.chicory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.disk.DiskStore;
import java.nio.file.Path;
import org.extism.sdk.chicory.Manifest;
import org.extism.sdk.chicory.ManifestWasm;
import org.extism.sdk.chicory.Plugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A library that parses and compiles modules internally, and takes a machine factory. Open Policy
 * Agent's, the other one of Chicory's version, takes none: it parses the module anew for each
 * instance and passes the engine's compiler, as the tests that both engines share do.
 */
class ExtismSdkTest {

  private static final int PLUGINS = 8;

  /** Exports a function without parameters that returns zero, which is success. */
  private static final byte[] PLUGIN = {
    0, 'a', 's', 'm', 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7f, 3, 2, 1, 0, 7, 7, 1, 3, 'r', 'u', 'n',
    0, 0, 10, 6, 1, 4, 0, 0x41, 0, 0x0b
  };

  @Test
  void plugins_withTheFactoryAsTheirHook_areCompiledOnceAndNotInTheNextProcess(
      @TempDir Path directory) {
    try (CompilationCache cache = onDisk(directory)) {
      ChicoryMachineFactory machines = ChicoryMachineFactory.create(cache);
      for (int i = 0; i < PLUGINS; i++) {
        assertThat(plugin(machines).call("run", new byte[] {1})).isEmpty();
      }
      assertThat(cache.stats().compilations()).isEqualTo(1);
      assertThat(machines.stats().modules().hits()).isEqualTo(PLUGINS - 1);
      assertThat(machines.stats().delegations()).isZero();
    }
    try (CompilationCache cache = onDisk(directory)) {
      plugin(ChicoryMachineFactory.create(cache)).call("run", new byte[] {1});
      assertThat(cache.stats().compilations()).isZero();
    }
  }

  private static Plugin plugin(ChicoryMachineFactory machines) {
    return Plugin.ofManifest(
            Manifest.ofWasms(ManifestWasm.fromBytes(PLUGIN).build())
                .withOptions(new Manifest.Options().withMachineFactory(machines))
                .build())
        .build();
  }

  private static CompilationCache onDisk(Path directory) {
    return CompilationCache.builder()
        .disk(DiskStore.builder(directory.resolve("cache")).build())
        .build();
  }
}
