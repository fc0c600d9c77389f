package dev.wasmcache.chicory;

import dev.wasmcache.engine.differential.DifferentialContract;

/** Modules and mutants in Chicory, with the cache and without it. */
class ChicoryDifferentialTest extends DifferentialContract<ChicoryModule> {

  ChicoryDifferentialTest() {
    super(new ChicoryPrograms());
  }
}
