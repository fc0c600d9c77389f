package dev.wasmcache.chicory;

import dev.wasmcache.engine.ArtifactContract;

class ChicoryArtifactTest extends ArtifactContract<ChicoryModule> {

  ChicoryArtifactTest() {
    super(new TestedChicory());
  }
}
