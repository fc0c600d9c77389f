package dev.wasmcache.endive;

import dev.wasmcache.engine.RoundTripContract;

class EndiveRoundTripTest extends RoundTripContract<EndiveModule> {

  EndiveRoundTripTest() {
    super(new TestedEndive());
  }
}
