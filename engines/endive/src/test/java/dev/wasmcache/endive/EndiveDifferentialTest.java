package dev.wasmcache.endive;

import dev.wasmcache.engine.differential.DifferentialContract;

/** Modules and mutants in Endive, with the cache and without it. */
class EndiveDifferentialTest extends DifferentialContract<EndiveModule> {

  EndiveDifferentialTest() {
    super(new EndivePrograms());
  }
}
