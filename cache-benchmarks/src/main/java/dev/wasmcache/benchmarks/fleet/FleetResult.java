package dev.wasmcache.benchmarks.fleet;

/**
 * What the start of a fleet came to.
 *
 * @param pods how many started
 * @param compiles how many of them compiled
 * @param requests what the server was asked
 * @param bytesOut what it sent, in bytes
 * @param peakPerSecond the most requests of a second; -1 if that was not counted
 * @param failures calls that a client gave up, or the server refused; -1 if not counted
 * @param medianReady seconds from the first start until half of the pods were ready
 * @param lastReady seconds until the last one was
 */
record FleetResult(
    int pods,
    long compiles,
    long requests,
    long bytesOut,
    long peakPerSecond,
    long failures,
    double medianReady,
    double lastReady) {}
