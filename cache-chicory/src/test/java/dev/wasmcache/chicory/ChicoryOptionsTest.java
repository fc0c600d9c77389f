package dev.wasmcache.chicory;

import dev.wasmcache.engine.OptionsContract;

class ChicoryOptionsTest extends OptionsContract<ChicoryModule> {

  ChicoryOptionsTest() {
    super(new TestedChicory());
  }
}
