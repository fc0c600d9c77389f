package dev.wasmcache.benchmarks.fleet;

/**
 * The result of the start of a fleet.
 *
 * @param pods how many pods started
 * @param compiles how many of them compiled
 * @param requests how many requests the server got
 * @param bytesOut how many bytes it sent
 * @param peakPerSecond the most requests in one second; -1 if not counted
 * @param failures calls that timed out at the client or were refused by the server; -1 if not
 *     counted
 * @param medianReady seconds from the first start until half of the pods were ready
 * @param lastReady seconds until the last one was ready
 * @param processorUse the part of their time in which all processors worked, from the first start
 *     until all were ready, from 0 to 1; -1 for a model
 */
record FleetResult(
    int pods,
    long compiles,
    long requests,
    long bytesOut,
    long peakPerSecond,
    long failures,
    double medianReady,
    double lastReady,
    double processorUse) {}
