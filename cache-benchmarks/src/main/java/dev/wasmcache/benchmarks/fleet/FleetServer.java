package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.ArtifactStore;

/** A real server that a fleet shares, which knows what it was asked. */
interface FleetServer extends AutoCloseable {

  TierModel.Kind kind();

  /** Makes the store of one pod, with connections of its own where its client has any. */
  ArtifactStore store();

  /** Answers what there was since the server started. */
  Counts counts();

  @Override
  void close();

  /**
   * What a server was asked.
   *
   * @param requests for entries and leases
   * @param bytesOut what it has sent
   * @param cpuSeconds what its processor did; 0 if it does not say
   */
  record Counts(long requests, long bytesOut, double cpuSeconds) {
    static final Counts NONE = new Counts(0, 0, 0);

    Counts since(Counts before) {
      return new Counts(
          requests - before.requests, bytesOut - before.bytesOut, cpuSeconds - before.cpuSeconds);
    }
  }
}
