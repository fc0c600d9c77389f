package dev.wasmcache.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import dev.wasmcache.engine.Bundle;
import dev.wasmcache.engine.EngineOptions;
import dev.wasmcache.engine.MachineClasses;
import dev.wasmcache.engine.ModuleForm;

/** Makes modules from bundles. Safe for concurrent use. */
final class ModuleLoader {

  private final EngineOptions options;
  private final ClassLoader parent;

  ModuleLoader(EngineOptions options, ClassLoader parent) {
    this.options = options;
    this.parent = parent;
  }

  /**
   * @param wasm the module that the bundle was compiled from
   * @throws RuntimeException if the bundle cannot be used; a {@link LinkageError} means the same
   */
  ChicoryModule load(byte[] wasm, Bundle bundle) {
    String objection = options.objectionTo(bundle.interpretedFunctions(), "Chicory");
    if (objection != null) {
      throw new ChicoryException(objection);
    }
    byte[] kept = bundle.module(wasm);
    WasmModule module =
        bundle.form() == ModuleForm.EMPTIED ? EmptiedReader.read(kept) : Parser.parse(kept);
    MachineClasses<Machine> classes =
        MachineClasses.load(options, bundle, Machine.class, Instance.class, parent);
    return new LoadedModule(
        module,
        new CompiledMachine(module, classes, InterpretedCode.of(bundle)),
        bundle.weight(kept));
  }
}
