package dev.wasmcache.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import java.util.function.Function;
import java.util.function.Supplier;

/** A module that stands for another one, which may be exchanged at any time. */
final class ModuleHandle extends ChicoryModule {

  private final Supplier<? extends ChicoryModule> target;

  /**
   * @param target returns the module to use now; called at every use, from any thread
   */
  ModuleHandle(Supplier<? extends ChicoryModule> target) {
    this.target = target;
  }

  @Override
  public ChicoryModule current() {
    return target.get().current();
  }

  @Override
  public WasmModule wasmModule() {
    return current().wasmModule();
  }

  @Override
  public Function<Instance, Machine> machineFactory() {
    return current().machineFactory();
  }

  @Override
  long weight() {
    return current().weight();
  }
}
