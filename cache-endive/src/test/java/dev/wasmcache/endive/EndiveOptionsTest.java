package dev.wasmcache.endive;

import dev.wasmcache.engine.OptionsContract;

class EndiveOptionsTest extends OptionsContract<EndiveModule> {

  EndiveOptionsTest() {
    super(new TestedEndive());
  }
}
