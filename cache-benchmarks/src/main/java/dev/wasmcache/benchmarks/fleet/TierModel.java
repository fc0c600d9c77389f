package dev.wasmcache.benchmarks.fleet;

/**
 * What a shared tier and the way to it can do, in seconds and bytes.
 *
 * @param kind whose requests and time-outs it has
 * @param roundTrip until the first byte of an answer comes, if nothing else is asked
 * @param secondsPerRequest for which the server does nothing else; 0 if any number run at once
 * @param bytesPerSecond of all answers together
 * @param bytesPerSecondOfOne of one answer
 * @param getsPerSecond more are refused
 * @param putsPerSecond more are refused
 * @param slowestRead the bytes per second below which a guard gives up
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

  /** The default of {@code GuardedStoreBuilder.minimumBytesPerSecond}. */
  static final double SLOWEST_READ = 10 * MEGABYTE;

  enum Kind {
    REDIS,
    S3
  }

  /** Answers the same tier behind a guard with more patience, or less. */
  TierModel withSlowestRead(double perSecond) {
    return new TierModel(
        kind,
        roundTrip,
        secondsPerRequest,
        bytesPerSecond,
        bytesPerSecondOfOne,
        getsPerSecond,
        putsPerSecond,
        perSecond);
  }

  /** Answers after how many seconds a client gives up a read of so many bytes. */
  double readTimeout(long bytes) {
    return kind == Kind.REDIS && bytes <= LARGEST_WHOLE
        ? REDIS_COMMAND_TIMEOUT
        : GUARD_TIMEOUT + bytes / slowestRead;
  }

  /** Answers after how many seconds a client gives up anything else. */
  double requestTimeout() {
    return kind == Kind.REDIS ? REDIS_COMMAND_TIMEOUT : GUARD_TIMEOUT;
  }

  /**
   * Answers how many requests a hit is, but for the first: of the chunks, and of what renews each
   * one's time to live.
   */
  int moreRequestsOfHit(long bytes) {
    return kind == Kind.S3 ? 0 : 2 * chunks(bytes) + 1;
  }

  /** Answers how many requests it is to store an entry that is not there. */
  int requestsOfPut(long bytes) {
    return kind == Kind.S3 || chunks(bytes) == 0 ? 1 : chunks(bytes) + 2;
  }

  private static int chunks(long bytes) {
    return bytes <= LARGEST_WHOLE ? 0 : (int) Math.ceil(bytes / MEGABYTE);
  }
}
