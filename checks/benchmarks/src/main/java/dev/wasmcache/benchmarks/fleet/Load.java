package dev.wasmcache.benchmarks.fleet;

/**
 * The one module that every pod needs at its start.
 *
 * @param name the name of the module in the tables
 * @param wasmBytes the size of the module
 * @param artifactBytes the size of its artifact
 * @param compileSeconds how long the compile takes
 * @param storeSeconds how long it takes to verify an entry and to store it on the pod's disk
 * @param layerSeconds how long it takes to read and verify an entry of the image
 * @param oneHost whether all pods share the processors and the disk of one machine, as they do when
 *     a fleet is measured
 */
record Load(
    String name,
    long wasmBytes,
    long artifactBytes,
    double compileSeconds,
    double storeSeconds,
    double layerSeconds,
    boolean oneHost) {

  /** Returns the same module on pods that each have their own machine. */
  Load onHostsOfTheirOwn() {
    return new Load(
        name, wasmBytes, artifactBytes, compileSeconds, storeSeconds, layerSeconds, false);
  }

  /** Returns a module that is larger by this factor, with everything else in proportion. */
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

  /** Returns the size of the entry in a shared tier. */
  long storedBytes(Protocol protocol) {
    double ratio = compressed(protocol) ? Assumptions.COMPRESSED : Assumptions.FORMER_ARTIFACT;
    return (long) (artifactBytes * ratio);
  }

  /** Returns how long a pod decompresses an entry. */
  double inflateSeconds(Protocol protocol) {
    return compressed(protocol) ? artifactBytes / Assumptions.INFLATED_PER_SECOND : 0;
  }

  /** Returns how long a pod compresses an entry, in the background. */
  double deflateSeconds(Protocol protocol) {
    return compressed(protocol) ? artifactBytes / Assumptions.DEFLATED_PER_SECOND : 0;
  }

  private static boolean compressed(Protocol protocol) {
    return protocol.has(Protocol.Part.COMPRESSION);
  }
}
