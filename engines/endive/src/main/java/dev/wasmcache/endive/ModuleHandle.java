package dev.wasmcache.endive;

import java.util.function.Function;
import java.util.function.Supplier;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;

/** A module that stands for another one, which may be exchanged at any time. */
final class ModuleHandle extends EndiveModule {

  private final Supplier<? extends EndiveModule> target;

  /**
   * @param target returns the module to use now; called at every use, from any thread
   */
  ModuleHandle(Supplier<? extends EndiveModule> target) {
    this.target = target;
  }

  @Override
  public EndiveModule current() {
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
