package dev.wasmcache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.Engine;
import dev.wasmcache.EngineContract;
import org.junit.jupiter.api.Test;

/** The cache's requirements for every engine. */
public abstract class AdapterContract<M> extends EngineContract<M> {

  private final TestedEngine<M> tested;

  protected AdapterContract(TestedEngine<M> tested) {
    this.tested = tested;
  }

  @Override
  protected Engine<M> engine() {
    return tested.builder().build();
  }

  @Override
  protected Engine<M> engineWithOtherOptions() {
    return tested.builder().maximumFunctionsPerClass(1).build();
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
  protected Object run(M module) {
    return tested.apply(module, "0", 4);
  }

  @Test
  void instance_tableGrown_leavesLaterInstancesAlone() {
    byte[] wasm = TinyModule.growingItsTable().bytes();
    Engine<M> engine = engine();
    M module = engine.load(wasm, engine.compile(wasm));
    assertThat(tested.apply(module, "0", 3)).isEqualTo(4);
    assertThat(tested.apply(module, "0", 3)).isEqualTo(4);
  }

  @Override
  protected Object mustBeFreed(M module) {
    return tested.machine(module).getClass().getClassLoader();
  }
}
