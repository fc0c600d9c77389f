package dev.wasmcache.endive;

import java.util.Set;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;

/** Makes modules of bundles. Safe for concurrent use. */
final class ModuleLoader {

  private final EndiveOptions options;
  private final ClassLoader parent;

  ModuleLoader(EndiveOptions options, ClassLoader parent) {
    this.options = options;
    this.parent = parent;
  }

  /**
   * @throws RuntimeException if the bundle cannot be used; so does a {@link LinkageError}
   */
  EndiveModule load(Bundle bundle) {
    checkInterpreted(bundle.info().interpretedFunctions());
    WasmModule module = parse(bundle);
    CompiledMachine machine = CompiledMachine.load(bundle, module, parent);
    return new EndiveModule(module, machine, ModuleWeight.of(bundle));
  }

  private void checkInterpreted(Set<Integer> interpreted) {
    if (options.forbids(interpreted)) {
      throw new WasmEngineException(
          "WASM functions exceed the Java method size limits and can only be run in the interpreter,"
              + " which the options forbid. Their indices: "
              + interpreted);
    }
    if (!interpreted.isEmpty() && options.warns()) {
      EndiveLog.LOG.warn(
          "Wasm cache: {} functions of a module are too large to compile and run in Endive's"
              + " interpreter; their indices: {}",
          interpreted.size(),
          interpreted);
    }
  }

  private static WasmModule parse(Bundle bundle) {
    return bundle.info().form() == ModuleForm.EMPTIED
        ? EmptiedModuleParser.parse(bundle.module())
        : Parser.parse(bundle.module());
  }
}
