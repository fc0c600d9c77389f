package dev.wasmcache.benchmarks.fleet;

/**
 * What the tables of the model are about.
 *
 * @param redis a tier that is fast and has one link
 * @param s3 a tier that is slow and has many
 * @param small a module that compiles in a second or two
 * @param large a module that compiles in a minute
 * @param seed of all chance in the model
 */
record Cases(TierModel redis, TierModel s3, Load small, Load large, long seed) {

  /** Starts a fleet within a second. */
  ModelResult run(
      Load load,
      Protocol protocol,
      Scenario scenario,
      Disturbance disturbance,
      TierModel tier,
      int pods) {
    return new ModelFleet(load, protocol, 1).run(scenario, disturbance, tier, pods, seed);
  }
}
