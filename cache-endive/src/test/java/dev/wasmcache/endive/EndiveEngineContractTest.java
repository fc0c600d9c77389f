package dev.wasmcache.endive;

import dev.wasmcache.Engine;
import dev.wasmcache.EngineContract;
import run.endive.runtime.Instance;

final class EndiveEngineContractTest extends EngineContract<EndiveModule> {

  @Override
  protected Engine<EndiveModule> engine() {
    return EndiveEngine.create();
  }

  @Override
  protected Engine<EndiveModule> engineWithOtherOptions() {
    return EndiveEngine.builder().maximumFunctionsPerClass(1).build();
  }

  @Override
  protected byte[] wasm() {
    return TinyModule.callingEachOther(TinyModule.CALL).bytes();
  }

  @Override
  protected byte[] otherWasm() {
    return new TinyModule()
        .function(TinyModule.LOCAL_GET, 0, TinyModule.I32_CONST, 5, TinyModule.I32_ADD)
        .bytes();
  }

  @Override
  protected byte[] notWasm() {
    return new byte[] {1, 2, 3, 4, 5, 6, 7, 8};
  }

  @Override
  protected Object run(EndiveModule module) {
    return instance(module).export("0").apply(4)[0];
  }

  @Override
  protected Object mustBeFreed(EndiveModule module) {
    return instance(module).getMachine().getClass().getClassLoader();
  }

  private static Instance instance(EndiveModule module) {
    return module.instanceBuilder().build();
  }
}
