package dev.wasmcache.endive;

import dev.wasmcache.engine.EarlierArtifactContract;

class EndiveEarlierArtifactTest extends EarlierArtifactContract<EndiveModule> {

  EndiveEarlierArtifactTest() {
    super(new TestedEndive(), "16fbe2f5a1aa5e299b8319711853172245a184919e9cf506b1a9e81f22346484");
  }
}
