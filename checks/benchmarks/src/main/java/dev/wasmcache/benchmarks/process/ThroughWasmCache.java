package dev.wasmcache.benchmarks.process;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.disk.DiskStore;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.endive.EndiveModule;
import dev.wasmcache.endive.EndiveModules;
import java.nio.file.Path;

/** Wasm Cache over a directory, used as documented. */
final class ThroughWasmCache {

  /** The system property of a JVM that writes an archive, in which all classes are linked. */
  static final String TRAINING = "wasmcache.benchmarks.training";

  private final ModuleCache<EndiveModule> modules;

  ThroughWasmCache(Way way, Path directory) {
    Integrity integrity =
        way == Way.DISK_HMAC
            ? Integrity.hmac(KeyRing.of("benchmark", new byte[KeyRing.MINIMUM_SECRET_LENGTH]))
            : Integrity.checksum();
    CompilationCache cache =
        CompilationCache.builder()
            .disk(DiskStore.builder(directory).build())
            .integrity(integrity)
            .build();
    modules =
        Boolean.getBoolean(TRAINING)
            ? ModuleCache.builder(EndiveEngine.builder().linkClasses(true).build(), cache).build()
            : EndiveModules.create(cache);
  }

  ReadyModule load(byte[] wasm) {
    EndiveModule module = modules.load(wasm);
    return new ReadyModule(module.wasmModule(), module.instanceBuilder());
  }
}
