package dev.wasmcache.benchmarks.fleet;

/**
 * What cannot be measured on one machine: the network of a fleet, and S3 itself. Only what is
 * marked so is a measurement.
 */
final class Assumptions {

  /**
   * Amazon's documentation, for each prefix of a bucket: requests above this rate get status 503.
   */
  static final double S3_GETS_PER_SECOND = 5500;

  static final double S3_PUTS_PER_SECOND = 3500;

  /** Amazon's documentation: 100 to 200 ms until the first byte. */
  static final double S3_ROUND_TRIP = 0.15;

  /** Amazon's documentation: about 85 to 90 MB/s for one request. */
  static final double S3_BYTES_PER_SECOND_OF_ONE = 85e6;

  /** A network of 10 Gbit/s at the host on which Redis runs, and as much at each pod. */
  static final double NETWORK_BYTES_PER_SECOND = 1.25e9;

  /** Within one data centre. */
  static final double NETWORK_ROUND_TRIP = 0.0005;

  /** Measured: the size of a compressed entry in a shared tier, relative to the artifact. */
  static final double COMPRESSED = 0.25;

  /**
   * Measured: the size of an artifact of the former format, which also held the emptied module,
   * relative to the artifact. It was not compressed.
   */
  static final double FORMER_ARTIFACT = 1.44;

  /** Measured: bytes of an artifact that a cold JVM decompresses, and compresses, per second. */
  static final double INFLATED_PER_SECOND = 230e6;

  static final double DEFLATED_PER_SECOND = 42e6;

  private Assumptions() {}

  static TierModel s3() {
    return new TierModel(
        TierModel.Kind.S3,
        S3_ROUND_TRIP,
        0,
        TierModel.UNLIMITED,
        S3_BYTES_PER_SECOND_OF_ONE,
        S3_GETS_PER_SECOND,
        S3_PUTS_PER_SECOND,
        TierModel.SLOWEST_READ);
  }

  /** Returns a Redis with the measured speed of the processor, behind that network. */
  static TierModel redis(Calibration measured) {
    return new TierModel(
        TierModel.Kind.REDIS,
        NETWORK_ROUND_TRIP,
        measured.serverSecondsPerMiss(),
        Math.min(NETWORK_BYTES_PER_SECOND, 1 / measured.serverSecondsPerByte()),
        NETWORK_BYTES_PER_SECOND,
        TierModel.UNLIMITED,
        TierModel.UNLIMITED,
        TierModel.SLOWEST_READ);
  }
}
