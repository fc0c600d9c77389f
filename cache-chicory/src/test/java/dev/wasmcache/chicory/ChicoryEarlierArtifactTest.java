package dev.wasmcache.chicory;

import dev.wasmcache.engine.EarlierArtifactContract;

class ChicoryEarlierArtifactTest extends EarlierArtifactContract<ChicoryModule> {

  ChicoryEarlierArtifactTest() {
    super(new TestedChicory(), "294de2075d09b81a342934a95d8bd534035bd0149c076ad766a99beaeba3b657");
  }
}
