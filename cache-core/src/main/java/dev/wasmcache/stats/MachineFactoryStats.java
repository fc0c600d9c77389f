package dev.wasmcache.stats;

/**
 * The statistics of a machine factory since the start.
 *
 * @param modules what its modules were loaded from, and which are live
 * @param unknownModules how many instances were given to the engine's own compiler because their
 *     module cannot be identified
 * @param failures how many were given to it because the cache failed
 */
public record MachineFactoryStats(ModuleCacheStats modules, long unknownModules, long failures) {

  /** Returns how many instances the engine compiled without the cache, each on its own. */
  public long delegations() {
    return unknownModules + failures;
  }
}
