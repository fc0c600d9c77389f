package dev.wasmcache.endive;

import dev.wasmcache.engine.ArtifactContract;

class EndiveArtifactTest extends ArtifactContract<EndiveModule> {

  EndiveArtifactTest() {
    super(new TestedEndive());
  }
}
