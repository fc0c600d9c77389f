package dev.wasmcache.benchmarks.fleet;

/**
 * The result of the start of a modelled fleet.
 *
 * @param common what is known of a real fleet as well
 * @param bytesInVain bytes that were sent and not part of a hit
 * @param longestWait the longest time that a pod waited for the tier and for other pods
 */
record ModelResult(FleetResult common, double bytesInVain, double longestWait) {

  /** Returns which part of the bytes was sent in vain. */
  double partInVain() {
    return common.bytesOut() == 0 ? 0 : bytesInVain / common.bytesOut();
  }
}
