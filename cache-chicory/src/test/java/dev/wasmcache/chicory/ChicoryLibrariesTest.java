package dev.wasmcache.chicory;

import dev.wasmcache.engine.EngineLibrariesContract;

class ChicoryLibrariesTest extends EngineLibrariesContract {

  ChicoryLibrariesTest() {
    super(ChicoryEngineBuilder.FAMILY, "com.dylibso.chicory", "1.7.5");
  }
}
