package dev.wasmcache.benchmarks.fleet;

/** A server that does one thing after the other. Not safe for concurrent use. */
final class RequestQueue {

  private final Simulation simulation;
  private double free;

  RequestQueue(Simulation simulation) {
    this.simulation = simulation;
  }

  /** Adds work of so many seconds and answers how long it takes until it is done. */
  double add(double seconds) {
    free = Math.max(free, simulation.now()) + seconds;
    return free - simulation.now();
  }
}
