package dev.wasmcache.endive;

import dev.wasmcache.engine.EngineLibrariesContract;

class EndiveLibrariesTest extends EngineLibrariesContract {

  EndiveLibrariesTest() {
    super(EndiveEngineBuilder.FAMILY, "run.endive", "1.0.0");
  }
}
