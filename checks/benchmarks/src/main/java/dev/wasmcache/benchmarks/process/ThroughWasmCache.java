package dev.wasmcache.benchmarks.process;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.endive.EndiveModules;
import java.nio.file.Path;

/** Wasm Cache over a directory, used as documented. */
final class ThroughWasmCache {

  private final ModuleCache<EndiveModule> modules;

  ThroughWasmCache(Way way, Path directory) {
    Integrity integrity =
        way == Way.DISK_HMAC
            ? Integrity.hmac(KeyRing.of("benchmark", new byte[KeyRing.MINIMUM_SECRET_LENGTH]))
            : Integrity.checksum();
    modules =
        EndiveModules.create(
            CompilationCache.builder()
                .disk(DiskStore.builder(directory).build())
                .integrity(integrity)
                .build());
  }

  ReadyModule load(byte[] wasm) {
    EndiveModule module = modules.load(wasm);
    return new ReadyModule(module.wasmModule(), module.instanceBuilder());
  }
}
