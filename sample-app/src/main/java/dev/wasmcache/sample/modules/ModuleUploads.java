package dev.wasmcache.sample.modules;

import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.problem.Problem;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.stereotype.Component;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.WasmModule;

/** Accepts uploaded modules: an accepted module can be called. */
@Component
final class ModuleUploads {

  private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};

  private final ModuleRegistry registry;
  private final ModuleHost host;
  private final int maximumExports;

  ModuleUploads(ModuleRegistry registry, ModuleHost host, SampleProperties properties) {
    this.registry = registry;
    this.host = host;
    this.maximumExports = properties.modules().maxExports();
  }

  /**
   * Compiles a module, or gets it from the cache, and adds it.
   *
   * @throws Problem if it is not a module, if the engine rejects it, if it imports what is not
   *     offered or exports too much, or if there is no room. Nothing of it is kept then.
   */
  @SuppressWarnings("IllegalCatch") // the engine also throws errors
  Upload add(String name, byte[] wasm) {
    HostedModule module = registry.prepare(name, wasm);
    if (wasm.length < HEADER.length
        || !Arrays.equals(wasm, 0, HEADER.length, HEADER, 0, HEADER.length)) {
      throw Problem.notWasm();
    }
    try {
      check(module, host.load(module).module().wasmModule());
      Optional<HostedModule> replaced = registry.put(module);
      replaced.ifPresent(host::forget);
      return new Upload(module, replaced.isPresent());
    } catch (Throwable e) {
      host.reject(module);
      throw Problem.notLoaded(e);
    }
  }

  /** Checks here everything that later requests depend on, except a call. */
  private void check(HostedModule module, WasmModule wasm) {
    int exports = wasm.exportSection().exportCount();
    if (exports > maximumExports) {
      throw Problem.tooManyExports(exports, maximumExports);
    }
    module.functions().list(wasm);
    try (WasiPreview1 wasi =
        WasiPreview1.builder().withOptions(WasiOptions.builder().build()).build()) {
      module.functions().imports().link(wasm, wasi);
    }
  }

  /**
   * @param replaced whether a module of this name existed
   */
  record Upload(HostedModule module, boolean replaced) {}
}
