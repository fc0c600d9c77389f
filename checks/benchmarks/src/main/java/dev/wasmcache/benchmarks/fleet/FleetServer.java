package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.ArtifactStore;

/** A real server that a fleet shares, and that counts its requests. */
interface FleetServer extends AutoCloseable {

  TierModel.Kind kind();

  /** Makes the store of one pod, with its own connections if its client has any. */
  ArtifactStore store();

  /**
   * From now on, all connections together carry so many bytes per second in each direction.
   *
   * @param bytesPerSecond 0 for any number
   */
  void bandwidth(long bytesPerSecond);

  /** Returns the counts since the server started. */
  Counts counts();

  @Override
  void close();

  /**
   * The load of a server.
   *
   * @param requests for entries and leases
   * @param bytesOut how many bytes it has sent to clients
   * @param cpuSeconds the CPU time of the server; 0 if it does not report that
   */
  record Counts(long requests, long bytesOut, double cpuSeconds) {
    static final Counts NONE = new Counts(0, 0, 0);

    Counts since(Counts before) {
      return new Counts(
          requests - before.requests, bytesOut - before.bytesOut, cpuSeconds - before.cpuSeconds);
    }
  }
}
