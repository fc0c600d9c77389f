package dev.wasmcache;

import java.nio.charset.StandardCharsets;

/** The contract holds for the smallest engine there is. */
final class ToyEngineTest extends EngineContract<String> {

  @Override
  protected Engine<String> engine() {
    return new ToyEngine();
  }

  @Override
  protected Engine<String> engineWithOtherOptions() {
    return new ToyEngine("2");
  }

  @Override
  protected byte[] wasm() {
    return ToyEngine.module("f");
  }

  @Override
  protected byte[] otherWasm() {
    return ToyEngine.module("g");
  }

  @Override
  protected byte[] notWasm() {
    return "text".getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected Object run(String module) {
    return module;
  }

  @Override
  protected Object mustBeFreed(String module) {
    return module;
  }
}
