package dev.wasmcache.benchmarks.fleet;

/**
 * The one module that every pod needs at its start.
 *
 * @param name whose figures these are
 * @param wasmBytes the size of the module
 * @param artifactBytes the size of what it is compiled to
 * @param compileSeconds what the compile takes
 * @param storeSeconds what it takes to verify an entry and to store it on the pod's disk
 * @param layerSeconds what it takes to read and verify an entry of the image
 * @param oneHost whether all pods share the processors and the disk of one machine, as they do
 *     where a fleet is measured
 */
record Load(
    String name,
    long wasmBytes,
    long artifactBytes,
    double compileSeconds,
    double storeSeconds,
    double layerSeconds,
    boolean oneHost) {

  /** Answers the same module on pods that have a machine each. */
  Load onHostsOfTheirOwn() {
    return new Load(
        name, wasmBytes, artifactBytes, compileSeconds, storeSeconds, layerSeconds, false);
  }

  /** Answers a module so many times as large, with everything else in proportion. */
  Load times(double factor, String newName) {
    return new Load(
        newName,
        (long) (wasmBytes * factor),
        (long) (artifactBytes * factor),
        compileSeconds * factor,
        storeSeconds * factor,
        layerSeconds * factor,
        oneHost);
  }
}
