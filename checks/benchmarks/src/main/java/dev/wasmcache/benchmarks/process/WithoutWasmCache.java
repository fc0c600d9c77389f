package dev.wasmcache.benchmarks.process;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/** The engine alone, used as documented. */
public final class WithoutWasmCache {

  private WithoutWasmCache() {}

  /**
   * Loads a module.
   *
   * @param directory the directory of the engine's own cache; null for none
   */
  public static ReadyModule load(byte[] wasm, @Nullable Path directory) {
    WasmModule module = Parser.parse(wasm);
    MachineFactoryCompiler.Builder compiler = MachineFactoryCompiler.builder(module);
    if (directory != null) {
      compiler.withCache(new DirectoryCache(directory));
    }
    return new ReadyModule(module, Instance.builder(module).withMachineFactory(compiler.compile()));
  }
}
