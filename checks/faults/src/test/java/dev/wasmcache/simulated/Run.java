package dev.wasmcache.simulated;

/** What the simulation loads with its loader: the scenario over the product. */
public interface Run {

  /** Runs a scenario, as the first simulated thread. */
  void run(Scenario scenario, Planted bug, FaultPlan faults);
}
