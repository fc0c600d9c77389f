package dev.wasmcache.endive;

import dev.wasmcache.engine.MachineClasses;
import java.util.function.Function;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;

/** Makes machines for the instances of one module. */
final class CompiledMachine implements Function<Instance, Machine> {

  private final WasmModule module;
  private final MachineClasses<Machine> classes;

  CompiledMachine(WasmModule module, MachineClasses<Machine> classes) {
    this.module = module;
    this.classes = classes;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // modules that are equal may still differ in their code
  public Machine apply(Instance instance) {
    if (instance.module() != module) {
      throw new IllegalArgumentException("Instance module does not match factory module");
    }
    return classes.newMachine(instance);
  }
}
