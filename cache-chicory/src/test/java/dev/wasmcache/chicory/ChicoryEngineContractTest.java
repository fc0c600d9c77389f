package dev.wasmcache.chicory;

import dev.wasmcache.engine.AdapterContract;

final class ChicoryEngineContractTest extends AdapterContract<ChicoryModule> {

  ChicoryEngineContractTest() {
    super(new TestedChicory());
  }
}
