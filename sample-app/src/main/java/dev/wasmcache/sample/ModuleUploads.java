package dev.wasmcache.sample;

import java.util.Arrays;
import java.util.Optional;
import org.springframework.stereotype.Component;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.WasmEngineException;

/** Takes modules in: what was taken can be called. */
@Component
final class ModuleUploads {

  private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};

  private final ModuleRegistry registry;
  private final ModuleHost host;

  ModuleUploads(ModuleRegistry registry, ModuleHost host) {
    this.registry = registry;
    this.host = host;
  }

  /**
   * Compiles a module, or gets it from the cache, and adds it.
   *
   * @throws Problem if it is not a module, if it imports what is not offered, or if there is no
   *     room
   */
  Upload add(String name, byte[] wasm) {
    HostedModule module = registry.prepare(name, wasm);
    if (wasm.length < HEADER.length
        || !Arrays.equals(wasm, 0, HEADER.length, HEADER, 0, HEADER.length)) {
      throw Problem.notWasm();
    }
    try {
      checkImports(module, host.load(module));
      Optional<HostedModule> replaced = registry.put(module);
      replaced.ifPresent(host::forget);
      return new Upload(module, replaced.isPresent());
    } catch (WasmEngineException e) {
      host.forget(module);
      throw Problem.invalidModule(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      host.forget(module);
      throw e;
    }
  }

  private static void checkImports(HostedModule module, ModuleHost.Loaded loaded) {
    try (WasiPreview1 wasi =
        WasiPreview1.builder().withOptions(WasiOptions.builder().build()).build()) {
      module.functions().imports().link(loaded.module().wasmModule(), wasi);
    }
  }

  /**
   * @param replaced whether there was one of this name
   */
  record Upload(HostedModule module, boolean replaced) {}
}
