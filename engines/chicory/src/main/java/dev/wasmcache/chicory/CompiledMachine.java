package dev.wasmcache.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import dev.wasmcache.engine.MachineClasses;
import java.util.function.Function;

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
