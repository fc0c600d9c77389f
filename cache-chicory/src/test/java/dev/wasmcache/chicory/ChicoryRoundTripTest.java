package dev.wasmcache.chicory;

import dev.wasmcache.engine.RoundTripContract;

class ChicoryRoundTripTest extends RoundTripContract<ChicoryModule> {

  ChicoryRoundTripTest() {
    super(new TestedChicory());
  }
}
