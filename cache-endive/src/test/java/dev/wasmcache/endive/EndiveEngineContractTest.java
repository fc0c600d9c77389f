package dev.wasmcache.endive;

import dev.wasmcache.engine.AdapterContract;

final class EndiveEngineContractTest extends AdapterContract<EndiveModule> {

  EndiveEngineContractTest() {
    super(new TestedEndive());
  }
}
