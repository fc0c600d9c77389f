package dev.wasmcache.endive;

import java.util.function.Function;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;

/** A module with its own code. */
final class LoadedModule extends EndiveModule {

  private final WasmModule wasmModule;
  private final Function<Instance, Machine> machineFactory;
  private final long weight;

  LoadedModule(WasmModule wasmModule, Function<Instance, Machine> machineFactory, long weight) {
    this.wasmModule = wasmModule;
    this.machineFactory = machineFactory;
    this.weight = weight;
  }

  @Override
  public EndiveModule current() {
    return this;
  }

  @Override
  public WasmModule wasmModule() {
    return wasmModule;
  }

  @Override
  public Function<Instance, Machine> machineFactory() {
    return machineFactory;
  }

  @Override
  long weight() {
    return weight;
  }
}
