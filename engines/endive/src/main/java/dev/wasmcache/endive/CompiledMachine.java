package dev.wasmcache.endive;

import dev.wasmcache.engine.MachineClasses;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;

/** Makes machines for the instances of one module. */
final class CompiledMachine implements Function<Instance, Machine> {

  private final WasmModule module;
  private final MachineClasses<Machine> classes;
  private final @Nullable InterpretedCode interpreted;

  /**
   * @param interpreted null if no function is interpreted, or the module has the bodies
   */
  CompiledMachine(
      WasmModule module, MachineClasses<Machine> classes, @Nullable InterpretedCode interpreted) {
    this.module = module;
    this.classes = classes;
    this.interpreted = interpreted;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // modules that are equal may still differ in their code
  public Machine apply(Instance instance) {
    if (instance.module() != module) {
      throw new IllegalArgumentException("Instance module does not match factory module");
    }
    if (interpreted == null) {
      return classes.newMachine(instance);
    }
    InterpretedFunctions.use(interpreted);
    try {
      return classes.newMachine(instance);
    } finally {
      InterpretedFunctions.use(null);
    }
  }
}
