package dev.wasmcache.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.CompilationCache;
import dev.wasmcache.Engine;
import dev.wasmcache.EngineContract;
import dev.wasmcache.ModuleCache;
import dev.wasmcache.endive.EndiveEngine;
import org.junit.jupiter.api.Test;

final class FakeEngineTest extends EngineContract<FakeModule> {

  @Override
  protected Engine<FakeModule> engine() {
    return FakeEngine.create();
  }

  @Override
  protected Engine<FakeModule> engineWithOtherOptions() {
    return FakeEngine.builder().version("2").build();
  }

  @Override
  protected byte[] wasm() {
    return FakeEngine.wasm("one");
  }

  @Override
  protected byte[] otherWasm() {
    return FakeEngine.wasm("another");
  }

  @Override
  protected byte[] notWasm() {
    return new byte[] {1, 2, 3};
  }

  @Override
  protected Object run(FakeModule module) {
    return module.digest();
  }

  @Override
  protected Object mustBeFreed(FakeModule module) {
    return module;
  }

  @Test
  void wasm_anyText_isValidForARealEngine() {
    assertThat(EndiveEngine.create().compile(FakeEngine.wasm("x".repeat(100))).size()).isPositive();
    assertThatThrownBy(() -> FakeEngine.wasm("x".repeat(101)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void compile_toldToFail_throwsThatUntilToldOtherwise() {
    FakeEngine engine = FakeEngine.create();
    RuntimeException failure = new IllegalStateException("as told");
    try (CompilationCache cache = CompilationCache.builder().memory(1000).build();
        ModuleCache<FakeModule> modules = ModuleCache.builder(engine, cache).build()) {
      engine.failCompiles(failure);
      assertThatThrownBy(() -> modules.load(wasm())).isSameAs(failure);
      engine.failCompiles(null);
      assertThat(modules.load(wasm()).size()).isEqualTo(wasm().length);
      assertThat(engine.compiles()).isEqualTo(2);
    }
  }

  @Test
  void load_toldToFail_throwsThatUntilToldOtherwise() {
    FakeEngine engine = FakeEngine.create();
    RuntimeException failure = new IllegalStateException("as told");
    engine.failLoads(failure);
    assertThatThrownBy(() -> engine.load(wasm(), engine.compile(wasm()))).isSameAs(failure);
    engine.failLoads(null);
    assertThat(engine.load(wasm(), engine.compile(wasm())).digest()).hasSize(64);
    assertThat(engine.loads()).isEqualTo(2);
  }

  @Test
  void weight_set_isThat() {
    FakeEngine engine = FakeEngine.builder().weight(7).build();
    assertThat(engine.weight(engine.load(wasm(), engine.compile(wasm())))).isEqualTo(7);
  }
}
