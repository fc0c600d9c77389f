package dev.wasmcache.benchmarks.fleet;

/** A server that handles one request after another. Not safe for concurrent use. */
final class RequestQueue {

  private final Simulation simulation;
  private double free;

  RequestQueue(Simulation simulation) {
    this.simulation = simulation;
  }

  /**
   * Adds work that takes a number of seconds and returns how long it takes until the work is done.
   */
  double add(double seconds) {
    free = Math.max(free, simulation.now()) + seconds;
    return free - simulation.now();
  }
}
