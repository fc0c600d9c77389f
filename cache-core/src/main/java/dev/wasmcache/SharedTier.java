package dev.wasmcache;

import dev.wasmcache.internal.guard.Breaker;
import dev.wasmcache.internal.guard.ColdStart;
import dev.wasmcache.internal.guard.GuardLimits;
import dev.wasmcache.internal.guard.Uploads;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tier that several hosts share: a store, and the limits within which the cache uses it.
 * Immutable.
 *
 * <p>No request waits for a store that does not answer longer than the {@link Builder#timeout} of a
 * call. One that is merely slow is waited for as long as bytes arrive and a compile would probably
 * take longer; one that is full of other requests, or whose entry another process is storing, at
 * most for {@link CompilationCacheBuilder#maximumCompileWait(Duration)}. A store that fails again
 * and again is paused, each time for longer, and tried in the background. Entries are stored in the
 * background, compressed: what is over the limits of the queue, or fails, is dropped and counted.
 *
 * <p>The cache closes the store. Objects that the store was created with, such as a client, remain
 * open: their owner closes them.
 */
public final class SharedTier {

  /** The default of {@link Builder#timeout}: 2 seconds. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

  /** The default of {@link Builder#minimumBytesPerSecond}: 10 MB. */
  public static final long DEFAULT_MINIMUM_BYTES_PER_SECOND = 10L * 1024 * 1024;

  /** The default of {@link Builder#maximumEntryBytes}: 64 MB. */
  public static final long DEFAULT_MAXIMUM_ENTRY_BYTES = 64L * 1024 * 1024;

  private static final SharedTier NONE = new SharedTier(null, new Builder(null));

  private final @Nullable ArtifactStore store;
  private final TierAccess access;
  private final String type;
  private final String address;
  private final long maximumEntryBytes;
  private final GuardLimits limits;
  private final Uploads.Limits uploads;

  private SharedTier(@Nullable ArtifactStore store, Builder settings) {
    this.store = store;
    this.access = settings.access;
    this.type = settings.type;
    this.address = settings.address;
    this.maximumEntryBytes = settings.maximumEntryBytes;
    this.limits =
        GuardLimits.ofNetwork(
            settings.timeout,
            settings.coldStart,
            settings.minimumBytesPerSecond,
            settings.maximumConcurrentCalls,
            new Breaker.Rules(
                settings.failures,
                Math.min(2 * settings.failures, Breaker.LONGEST_WINDOW),
                false,
                settings.firstPause.toNanos(),
                settings.longestPause.toNanos()));
    this.uploads =
        new Uploads.Limits(
            settings.uploadThreads,
            settings.maximumQueuedUploads,
            settings.maximumQueuedBytes,
            settings.uploadTimeout,
            settings.closeTimeout);
  }

  /** Returns a tier over a store, with the defaults. */
  public static SharedTier of(ArtifactStore store) {
    return builder(store).build();
  }

  /** Starts a tier over a store. */
  public static Builder builder(ArtifactStore store) {
    return new Builder(store);
  }

  /** Returns a tier that shares nothing. */
  public static SharedTier none() {
    return NONE;
  }

  /** Returns the store; empty if nothing is shared. */
  public Optional<ArtifactStore> store() {
    return Optional.ofNullable(store);
  }

  /** Returns whether entries are stored there or only read. */
  public TierAccess access() {
    return access;
  }

  /** Returns the name of the store's type, such as {@code redis}; {@code none} without a store. */
  public String type() {
    return type;
  }

  /** Returns where the store is, without credentials; empty if that is not known. */
  public String address() {
    return address;
  }

  long maximumEntryBytes() {
    return maximumEntryBytes;
  }

  GuardLimits limits() {
    return limits;
  }

  Uploads.Limits uploads() {
    return uploads;
  }

  @Override
  public String toString() {
    return "SharedTier[type=" + type + ", address=" + address + ", access=" + access + "]";
  }

  /** Sets the limits of a {@link SharedTier}. Not safe for concurrent use. */
  public static final class Builder {

    private static final int MOST_FAILURES = Breaker.LONGEST_WINDOW;

    private final @Nullable ArtifactStore store;
    private TierAccess access = TierAccess.READ_WRITE;
    private String type;
    private String address = "";
    private Duration timeout = DEFAULT_TIMEOUT;
    private long minimumBytesPerSecond = DEFAULT_MINIMUM_BYTES_PER_SECOND;
    private long maximumEntryBytes = DEFAULT_MAXIMUM_ENTRY_BYTES;
    private int maximumConcurrentCalls = 16;
    private int failures = 3;
    private Duration firstPause = Duration.ofSeconds(1);
    private Duration longestPause = Duration.ofMinutes(1);
    private int uploadThreads = 1;
    private int maximumQueuedUploads = 64;
    private long maximumQueuedBytes = 2 * DEFAULT_MAXIMUM_ENTRY_BYTES;
    private Duration uploadTimeout = Duration.ofSeconds(10);
    private Duration closeTimeout = Duration.ofSeconds(2);
    private Duration coldStart = ColdStart.DEFAULT_ALLOWANCE;

    private Builder(@Nullable ArtifactStore store) {
      this.store = store;
      this.type = store == null ? "none" : "custom";
    }

    /** Sets whether the cache stores entries there or only reads them. Default: both. */
    public Builder access(TierAccess access) {
      this.access = access;
      return this;
    }

    /**
     * Names the store for health details and the log.
     *
     * @param type its type, such as {@code redis}
     * @param address where it is, without credentials; may be empty
     */
    public Builder name(String type, String address) {
      this.type = type;
      this.address = address;
      return this;
    }

    /**
     * Sets how long a call may take, besides the time for the bytes that arrive, for which {@link
     * #minimumBytesPerSecond} allows. Default: 2 seconds.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder timeout(Duration timeout) {
      this.timeout = positive(timeout, "timeout of a call");
      return this;
    }

    /**
     * Sets the slowest transfer that is waited for, in bytes per second. Default: 10 MB.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder minimumBytesPerSecond(long bytesPerSecond) {
      this.minimumBytesPerSecond = positive(bytesPerSecond, "slowest transfer");
      return this;
    }

    /**
     * Sets the largest artifact that is read or stored there, in bytes; {@link
     * CompilationCacheBuilder#maximumEntryBytes} also applies. Artifacts are compressed there: the
     * limit is that of their size before and after. Default: 64 MB.
     *
     * @throws IllegalArgumentException if it is not positive, or longer than an array can be
     */
    public Builder maximumEntryBytes(long maximumEntryBytes) {
      if (maximumEntryBytes > CompilationCacheBuilder.LARGEST_ENTRY) {
        throw new IllegalArgumentException(
            "An entry is one array, of at most "
                + CompilationCacheBuilder.LARGEST_ENTRY
                + " bytes: "
                + maximumEntryBytes);
      }
      this.maximumEntryBytes = positive(maximumEntryBytes, "largest entry");
      return this;
    }

    /**
     * Sets how many reads, and how many writes, run at once; more wait, within their time. Those
     * that hang count. Default: 16.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maximumConcurrentCalls(int maximum) {
      this.maximumConcurrentCalls = (int) positive(maximum, "number of calls");
      return this;
    }

    /**
     * Sets after how many failures the store is paused: so many among the last twice as many calls,
     * or among the last 63. Default: 3.
     *
     * @throws IllegalArgumentException if it is not positive, or over 63
     */
    public Builder failures(int failures) {
      if (failures > MOST_FAILURES) {
        throw new IllegalArgumentException(
            "The number of failures is at most " + MOST_FAILURES + ": " + failures);
      }
      this.failures = (int) positive(failures, "number of failures");
      return this;
    }

    /**
     * Sets for how long the store is paused: at first, and at most. Each time it doubles, and
     * varies by a third. Default: 1 second and 1 minute.
     *
     * @throws IllegalArgumentException if one is not positive, or the first is longer
     */
    public Builder pause(Duration first, Duration longest) {
      if (first.compareTo(longest) > 0) {
        throw new IllegalArgumentException(
            "The first pause must not be longer than the longest: " + first + ", " + longest);
      }
      this.firstPause = positive(first, "first pause");
      this.longestPause = longest;
      return this;
    }

    /**
     * Sets how many entries are stored at once. Default: 1.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder uploadThreads(int threads) {
      this.uploadThreads = (int) positive(threads, "number of uploads");
      return this;
    }

    /**
     * Sets how many entries, and how many bytes of them, wait to be stored; they are on the heap,
     * and counted as they are before they are compressed. Default: 64 entries, 128 MB.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Builder uploadQueue(int maximumEntries, long maximumBytes) {
      this.maximumQueuedUploads = (int) positive(maximumEntries, "number of queued entries");
      this.maximumQueuedBytes = positive(maximumBytes, "size of queued entries");
      return this;
    }

    /**
     * Sets how long an entry may take to be stored, besides the time for its bytes. Default: 10
     * seconds.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder uploadTimeout(Duration timeout) {
      this.uploadTimeout = positive(timeout, "timeout of an upload");
      return this;
    }

    /**
     * Sets how long {@link CompilationCache#close} waits for what is queued, and again for the
     * store to close. Default: 2 seconds.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder closeTimeout(Duration timeout) {
      this.closeTimeout = positive(timeout, "time to close");
      return this;
    }

    /**
     * Sets how much longer the first call may take, in which the JVM loads the classes of the
     * store's client. Default: 4 seconds.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder coldStart(Duration allowance) {
      ColdStart unused = new ColdStart(allowance);
      this.coldStart = allowance;
      return this;
    }

    /** Builds the tier. Asks the store for nothing. */
    public SharedTier build() {
      return new SharedTier(store, this);
    }

    private static Duration positive(Duration duration, String what) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException("The " + what + " must be positive: " + duration);
      }
      return duration;
    }

    private static long positive(long number, String what) {
      if (number <= 0) {
        throw new IllegalArgumentException("The " + what + " must be positive: " + number);
      }
      return number;
    }
  }
}
