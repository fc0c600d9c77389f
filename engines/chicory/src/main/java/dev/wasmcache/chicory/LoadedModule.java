package dev.wasmcache.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import java.util.function.Function;

/** A module with its own code. */
final class LoadedModule extends ChicoryModule {

  private final WasmModule wasmModule;
  private final Function<Instance, Machine> machineFactory;
  private final long weight;

  LoadedModule(WasmModule wasmModule, Function<Instance, Machine> machineFactory, long weight) {
    this.wasmModule = wasmModule;
    this.machineFactory = machineFactory;
    this.weight = weight;
  }

  @Override
  public ChicoryModule current() {
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
