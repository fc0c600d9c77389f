package dev.wasmcache.store;

import dev.wasmcache.ArtifactStore;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/** Sets the limits of a {@link GuardedStore}. Not safe for concurrent use. */
public final class GuardedStoreBuilder {

  /** The default of {@link #timeout}: 2 seconds. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

  /** The default of {@link #minimumBytesPerSecond}: 10 MB. */
  public static final long DEFAULT_MINIMUM_BYTES_PER_SECOND = 10L * 1024 * 1024;

  /** The default of {@link #maximumEntryBytes}: 64 MB. */
  public static final long DEFAULT_MAXIMUM_ENTRY_BYTES = 64L * 1024 * 1024;

  private static final long LARGEST_ENTRY = Integer.MAX_VALUE - 16;

  private final ArtifactStore store;
  private String name = "wasm-cache-shared";
  private Duration timeout = DEFAULT_TIMEOUT;
  private long minimumBytesPerSecond = DEFAULT_MINIMUM_BYTES_PER_SECOND;
  private long maximumEntryBytes = DEFAULT_MAXIMUM_ENTRY_BYTES;
  private int maximumConcurrentCalls = 16;
  private int failures = 3;
  private Duration initialPause = Duration.ofSeconds(1);
  private Duration maximumPause = Duration.ofMinutes(1);
  private int uploadThreads = 1;
  private int maximumQueuedUploads = 64;
  private long maximumQueuedBytes = 2 * DEFAULT_MAXIMUM_ENTRY_BYTES;
  private Duration uploadTimeout = Duration.ofSeconds(10);
  private Duration closeTimeout = Duration.ofSeconds(2);
  private Duration coldStart = ColdStart.DEFAULT_ALLOWANCE;
  private Function<String, ThreadFactory> threads = DaemonThreads::named;

  GuardedStoreBuilder(ArtifactStore store) {
    this.store = store;
  }

  /** Sets what the names of the threads begin with. Default: {@code wasm-cache-shared}. */
  public GuardedStoreBuilder name(String name) {
    this.name = name;
    return this;
  }

  /**
   * Sets how long a call may take until it is known how many bytes it brings; for those it may take
   * as much longer as {@link #minimumBytesPerSecond} allows. Default: 2 seconds.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public GuardedStoreBuilder timeout(Duration timeout) {
    this.timeout = positive(timeout, "time of a call");
    return this;
  }

  /**
   * Sets the slowest transfer that is waited for, in bytes per second. Default: 10 MB.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public GuardedStoreBuilder minimumBytesPerSecond(long bytesPerSecond) {
    this.minimumBytesPerSecond = positive(bytesPerSecond, "slowest transfer");
    return this;
  }

  /**
   * Sets the largest entry that is read or stored, in bytes. Default: 64 MB.
   *
   * @throws IllegalArgumentException if it is not positive, or longer than an array can be
   */
  public GuardedStoreBuilder maximumEntryBytes(long maximumEntryBytes) {
    if (maximumEntryBytes > LARGEST_ENTRY) {
      throw new IllegalArgumentException(
          "An entry is one array, of at most " + LARGEST_ENTRY + " bytes: " + maximumEntryBytes);
    }
    this.maximumEntryBytes = positive(maximumEntryBytes, "largest entry");
    return this;
  }

  /**
   * Sets how many reads, and how many writes, run at once; more wait, within their time. Those that
   * hang count. Default: 16.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public GuardedStoreBuilder maximumConcurrentCalls(int maximum) {
    this.maximumConcurrentCalls = Math.toIntExact(positive(maximum, "number of calls"));
    return this;
  }

  /**
   * Sets after how many failures the store is left alone: so many, and at least half of the last
   * twice as many calls. Default: 3.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public GuardedStoreBuilder failures(int failures) {
    this.failures = Math.toIntExact(positive(failures, "number of failures"));
    return this;
  }

  /**
   * Sets for how long the store is left alone: at first, and at most. Each time it doubles, and
   * varies by a third. Default: 1 second and 1 minute.
   *
   * @throws IllegalArgumentException if one is not positive, or the first is longer
   */
  public GuardedStoreBuilder pause(Duration initial, Duration maximum) {
    if (initial.compareTo(maximum) > 0) {
      throw new IllegalArgumentException(
          "The first pause is not longer than the longest: " + initial + ", " + maximum);
    }
    this.initialPause = positive(initial, "first pause");
    this.maximumPause = maximum;
    return this;
  }

  /**
   * Sets how many entries are stored at once. Default: 1.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public GuardedStoreBuilder uploadThreads(int threads) {
    this.uploadThreads = Math.toIntExact(positive(threads, "number of uploads"));
    return this;
  }

  /**
   * Sets how many entries, and how many bytes of them, wait to be stored; they lie on the heap.
   * Default: 64 entries, 128 MB.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public GuardedStoreBuilder uploadQueue(int maximumEntries, long maximumBytes) {
    this.maximumQueuedUploads =
        Math.toIntExact(positive(maximumEntries, "number of queued entries"));
    this.maximumQueuedBytes = positive(maximumBytes, "size of queued entries");
    return this;
  }

  /**
   * Sets how long an entry may take to be stored, besides the time for its bytes. Default: 10
   * seconds.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public GuardedStoreBuilder uploadTimeout(Duration timeout) {
    this.uploadTimeout = positive(timeout, "time of an upload");
    return this;
  }

  /**
   * Sets how long {@link GuardedStore#close} waits for what is queued, and again for the store to
   * close. Default: 2 seconds.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public GuardedStoreBuilder closeTimeout(Duration timeout) {
    this.closeTimeout = positive(timeout, "time to close");
    return this;
  }

  /**
   * Sets how much longer the first call may take, in which the JVM loads the classes of the store's
   * client. Default: 4 seconds.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public GuardedStoreBuilder coldStart(Duration allowance) {
    ColdStart unused = new ColdStart(allowance);
    this.coldStart = allowance;
    return this;
  }

  /** Sets where threads come from, by what their names begin with. For tests. */
  GuardedStoreBuilder threads(Function<String, ThreadFactory> factories) {
    this.threads = factories;
    return this;
  }

  /** Builds the guard. Asks the store for nothing. */
  public GuardedStore build() {
    return new GuardedStore(store, this);
  }

  private static Duration positive(Duration duration, String what) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("The " + what + " is positive: " + duration);
    }
    return duration;
  }

  private static long positive(long number, String what) {
    if (number <= 0) {
      throw new IllegalArgumentException("The " + what + " is positive: " + number);
    }
    return number;
  }

  /** Returns the factory of the threads for something. */
  ThreadFactory threads(String what) {
    return threads.apply(name + what);
  }

  Duration timeout() {
    return timeout;
  }

  long minimumBytesPerSecond() {
    return minimumBytesPerSecond;
  }

  long maximumEntryBytes() {
    return maximumEntryBytes;
  }

  int maximumConcurrentCalls() {
    return maximumConcurrentCalls;
  }

  int failures() {
    return failures;
  }

  Duration initialPause() {
    return initialPause;
  }

  Duration maximumPause() {
    return maximumPause;
  }

  int uploadThreads() {
    return uploadThreads;
  }

  int maximumQueuedUploads() {
    return maximumQueuedUploads;
  }

  long maximumQueuedBytes() {
    return maximumQueuedBytes;
  }

  Duration uploadTimeout() {
    return uploadTimeout;
  }

  Duration coldStart() {
    return coldStart;
  }

  Duration closeTimeout() {
    return closeTimeout;
  }
}
