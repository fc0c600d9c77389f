package dev.wasmcache.benchmarks.fleet;

/**
 * What a shared tier and the network to it can do, in seconds and bytes.
 *
 * @param kind the kind of server, which decides the requests and the timeouts
 * @param roundTrip until the first byte of a response arrives, if the server is idle
 * @param secondsPerRequest during which the server does nothing else; 0 if any number of requests
 *     run at once
 * @param bytesPerSecond of all responses together
 * @param bytesPerSecondOfOne of one response
 * @param getsPerSecond the limit above which reads are refused
 * @param putsPerSecond the limit above which writes are refused
 * @param slowestRead the bytes per second below which the guard may abandon a read
 */
record TierModel(
    Kind kind,
    double roundTrip,
    double secondsPerRequest,
    double bytesPerSecond,
    double bytesPerSecondOfOne,
    double getsPerSecond,
    double putsPerSecond,
    double slowestRead) {

  static final double UNLIMITED = Double.POSITIVE_INFINITY;

  private static final double MEGABYTE = 1 << 20;

  // The builders' defaults: commandTimeout, chunkBytes and timeout, minimumBytesPerSecond.
  private static final double REDIS_COMMAND_TIMEOUT = 1;
  private static final double LARGEST_WHOLE = 5 * MEGABYTE;
  private static final double GUARD_TIMEOUT = 2;

  /** The default of {@code SharedTier.Builder.minimumBytesPerSecond}. */
  static final double SLOWEST_READ = 10 * MEGABYTE;

  enum Kind {
    REDIS,
    S3
  }

  /** Returns the name of the server in the tables. */
  String title() {
    return kind == Kind.REDIS ? "Redis" : "S3";
  }

  /** Returns the same tier behind a slower or faster network. */
  TierModel withNetwork(double bytesOfAllPerSecond) {
    return new TierModel(
        kind,
        roundTrip,
        secondsPerRequest,
        bytesOfAllPerSecond,
        bytesPerSecondOfOne,
        getsPerSecond,
        putsPerSecond,
        slowestRead);
  }

  /** Returns the former timeout, in seconds, of a client's read of a number of bytes. */
  double readTimeout(long bytes) {
    return kind == Kind.REDIS && bytes <= LARGEST_WHOLE
        ? REDIS_COMMAND_TIMEOUT
        : GUARD_TIMEOUT + bytes / slowestRead;
  }

  /** Returns the timeout, in seconds, of any other request of a client. */
  double requestTimeout() {
    return kind == Kind.REDIS ? REDIS_COMMAND_TIMEOUT : GUARD_TIMEOUT;
  }

  /**
   * Returns how many requests a hit takes besides the first: those for the chunks, and those that
   * renew the time to live of each chunk.
   */
  int moreRequestsOfHit(long bytes) {
    return kind == Kind.S3 ? 0 : 2 * chunks(bytes) + 1;
  }

  /** Returns how many requests it takes to store an entry that is not there. */
  int requestsOfPut(long bytes) {
    return kind == Kind.S3 || chunks(bytes) == 0 ? 1 : chunks(bytes) + 2;
  }

  private static int chunks(long bytes) {
    return bytes <= LARGEST_WHOLE ? 0 : (int) Math.ceil(bytes / MEGABYTE);
  }
}
