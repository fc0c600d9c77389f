package dev.wasmcache;

import dev.wasmcache.admin.Setting;
import dev.wasmcache.stats.Tier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Configures a {@link CompilationCache}. Not safe for concurrent use; a cache that has been built
 * does not change with its builder.
 */
public final class CompilationCacheBuilder {

  /** The default of {@link #maximumEntryBytes}: 512 MB. */
  public static final long DEFAULT_MAXIMUM_ENTRY_BYTES = 512L * 1024 * 1024;

  /** The default of {@link #timeout}: 2 seconds. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

  /** The default of {@link #maximumCompileWait}: 5 minutes. */
  public static final Duration DEFAULT_MAXIMUM_COMPILE_WAIT = Duration.ofMinutes(5);

  /** The upper limit of {@link #maximumEntryBytes}: an artifact that is read is one array. */
  public static final long LARGEST_ENTRY = Integer.MAX_VALUE - 8;

  private long memoryBytes;
  private int verifiedHits;
  private CacheMode mode = CacheMode.READ_WRITE;
  private @Nullable ArtifactStore disk;
  private @Nullable ArtifactStore layer;
  private @Nullable SharedTier shared;
  private Integrity integrity = Integrity.checksum();
  private long maximumEntryBytes = DEFAULT_MAXIMUM_ENTRY_BYTES;
  private int maximumConcurrentCompiles =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  private Duration timeout = DEFAULT_TIMEOUT;
  private Duration maximumCompileWait = DEFAULT_MAXIMUM_COMPILE_WAIT;
  private InstantSource clock = InstantSource.system();
  private Function<Setting, String> settingNames = Setting.methods();
  private @Nullable ThreadFactory threads;
  private final List<CacheListener> listeners = new ArrayList<>();
  private final List<CacheInterceptor> interceptors = new ArrayList<>();

  CompilationCacheBuilder() {}

  /**
   * Keeps artifacts on the heap, the most recently used ones.
   *
   * @param maximumBytes the limit of their total size in bytes; 0, the default, means none are kept
   * @throws IllegalArgumentException if it is negative
   */
  public CompilationCacheBuilder memory(long maximumBytes) {
    if (maximumBytes < 0) {
      throw new IllegalArgumentException(
          "The size of the memory tier must not be negative: " + maximumBytes);
    }
    this.memoryBytes = maximumBytes;
    return this;
  }

  /**
   * Keeps entries on this host, for the next start: a {@link dev.wasmcache.disk.DiskStore}. Closed
   * with the cache. Default: none.
   */
  public CompilationCacheBuilder disk(ArtifactStore disk) {
    this.disk = disk;
    return this;
  }

  /**
   * Reads entries that were shipped with the application: a {@link dev.wasmcache.disk.DiskLayer}.
   * Asked after the disk, never written, closed with the cache. Default: none.
   */
  public CompilationCacheBuilder layer(ArtifactStore layer) {
    this.layer = layer;
    return this;
  }

  /** Sets what the cache is used for. Default: {@link CacheMode#READ_WRITE}. */
  public CompilationCacheBuilder mode(CacheMode mode) {
    this.mode = mode;
    return this;
  }

  /**
   * Keeps entries in a store that several hosts share, within the default limits of a {@link
   * SharedTier}. Closed with the cache. Default: none.
   *
   * <p>A process that can write there can run code here, unless {@link #integrity} protects the
   * entries.
   */
  public CompilationCacheBuilder shared(ArtifactStore shared) {
    return shared(SharedTier.of(shared));
  }

  /** Like {@link #shared(ArtifactStore)}, with limits and access of its own. */
  public CompilationCacheBuilder shared(SharedTier shared) {
    this.shared = shared;
    return this;
  }

  /**
   * Sets how entries are protected, in every tier below memory. This setting decides what is
   * accepted, never what an entry says about itself. Default: {@link Integrity#checksum()}.
   */
  public CompilationCacheBuilder integrity(Integrity integrity) {
    this.integrity = integrity;
    return this;
  }

  /**
   * Sets the largest artifact that is stored or read, in bytes. Default: {@value
   * #DEFAULT_MAXIMUM_ENTRY_BYTES}.
   *
   * @throws IllegalArgumentException if it is not positive or over 2 GB, the longest array
   */
  public CompilationCacheBuilder maximumEntryBytes(long maximumEntryBytes) {
    if (maximumEntryBytes <= 0 || maximumEntryBytes > LARGEST_ENTRY) {
      throw new IllegalArgumentException(
          "The largest entry must have 1 to " + LARGEST_ENTRY + " bytes: " + maximumEntryBytes);
    }
    this.maximumEntryBytes = maximumEntryBytes;
    return this;
  }

  /**
   * Sets how many compiles may run at once; further ones wait. Default: half the processors, at
   * least 1.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public CompilationCacheBuilder maximumConcurrentCompiles(int maximum) {
    if (maximum <= 0) {
      throw new IllegalArgumentException("At least 1 compile must be allowed at once: " + maximum);
    }
    this.maximumConcurrentCompiles = maximum;
    return this;
  }

  /**
   * Sets how long one request waits for its tiers in all, whatever their number and whichever of
   * their calls hang, before it continues without them. Each 16 MB that arrive or are written add a
   * second. A shared tier has limits of its own, {@link SharedTier}: the longer time counts. A tier
   * that hung is paused. This time does not include the compiler, {@link #maximumCompileWait}, and
   * a stream that is put, which is read on the thread of the caller. An operator's call has this
   * time for each tier, and so has {@link CompilationCache#delete}. Default: 2 seconds; zero means
   * that requests wait for as long as it takes, and that no extra thread is used.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public CompilationCacheBuilder timeout(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("The timeout of a tier must not be negative: " + timeout);
    }
    this.timeout = timeout;
    return this;
  }

  /**
   * Sets how long a request waits for another process that is compiling the same module, on this
   * host or one that shares the store, before it compiles as well. The compiling process has ten
   * seconds, and four more for each megabyte of the module, before another process may take over. A
   * request waits at most twice that. Of a fleet that shares a store, one request in a hundred
   * compiles then, and the others wait for about as long as a compile, again and again for at most
   * that time once more. It also limits how long a request waits for a slow transfer from the
   * shared store instead of compiling. Default: 5 minutes; zero means that every process compiles
   * for itself, and that no slow transfer is waited for.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public CompilationCacheBuilder maximumCompileWait(Duration maximumWait) {
    if (maximumWait.isNegative()) {
      throw new IllegalArgumentException("A wait time must not be negative: " + maximumWait);
    }
    this.maximumCompileWait = maximumWait;
    return this;
  }

  /**
   * Sets that one hit in so many is verified: in the background, the module is compiled again and
   * compared with what was served. An entry that differs is logged and replaced; the writable
   * directory keeps both results for analysis. Begins only while no request compiles, one at a
   * time, and never delays a request. Default: 0, which verifies nothing.
   *
   * @param hits 1 for every hit
   * @throws IllegalArgumentException if it is negative
   */
  public CompilationCacheBuilder verifyOneHitIn(int hits) {
    if (hits < 0) {
      throw new IllegalArgumentException(
          "One hit in 1 or more is verified, or none with 0: " + hits);
    }
    this.verifiedHits = hits;
    return this;
  }

  /**
   * Sets the clock for the timestamps of entries. No decision depends on them. Default: the system
   * clock.
   */
  public CompilationCacheBuilder clock(InstantSource clock) {
    this.clock = clock;
    return this;
  }

  /**
   * Sets how messages and the log name the setting that governs a failure. For frameworks that
   * configure the cache by other names. Default: the methods of the builders.
   *
   * @param names must not throw
   */
  public CompilationCacheBuilder settingNames(Function<Setting, String> names) {
    this.settingNames = names;
    return this;
  }

  /** Adds a listener. */
  public CompilationCacheBuilder listener(CacheListener listener) {
    this.listeners.add(listener);
    return this;
  }

  /** Adds an interceptor: the first one is outermost. */
  public CompilationCacheBuilder interceptor(CacheInterceptor interceptor) {
    this.interceptors.add(interceptor);
    return this;
  }

  /**
   * Builds the cache. Does no I/O itself, but a shared store is connected to in the background.
   *
   * @throws IllegalStateException if hits are to be verified in {@link CacheMode#REQUIRED}, in
   *     which nothing is compiled
   */
  public CompilationCache build() {
    if (mode == CacheMode.REQUIRED && verifiedHits > 0) {
      throw new IllegalStateException(
          "One hit in "
              + verifiedHits
              + " cannot be verified in mode '"
              + mode.id()
              + "', in which nothing is compiled (see "
              + settingNames.apply(Setting.MODE)
              + ")");
    }
    return new TieredCache(this);
  }

  /** Sets what creates the threads of the tiers. For tests. */
  CompilationCacheBuilder threads(ThreadFactory threads) {
    this.threads = threads;
    return this;
  }

  /** Returns what creates the threads of the tiers; null for daemon threads. */
  @Nullable ThreadFactory threads() {
    return threads;
  }

  SharedTier shared() {
    return shared == null ? SharedTier.none() : shared;
  }

  long memoryBytes() {
    return memoryBytes;
  }

  /** Returns in how many hits one is verified; 0 if none is. */
  int verifiedHits() {
    return verifiedHits;
  }

  CacheMode mode() {
    return mode;
  }

  TierAccess access(Tier tier) {
    // Without a switch: a fresh JVM would load a class for it.
    if (tier == Tier.LAYER) {
      return TierAccess.READ_ONLY;
    }
    return tier == Tier.SHARED ? shared().access() : TierAccess.READ_WRITE;
  }

  /** Returns the stores in the order in which they are asked. */
  Map<Tier, ArtifactStore> stores() {
    Map<Tier, ArtifactStore> stores = new EnumMap<>(Tier.class);
    if (disk != null) {
      stores.put(Tier.DISK, disk);
    }
    if (layer != null) {
      stores.put(Tier.LAYER, layer);
    }
    if (shared != null && shared.store().isPresent()) {
      stores.put(Tier.SHARED, shared.store().get());
    }
    return stores;
  }

  Integrity integrity() {
    return integrity;
  }

  long maximumEntryBytes() {
    return maximumEntryBytes;
  }

  int maximumConcurrentCompiles() {
    return maximumConcurrentCompiles;
  }

  Duration timeout() {
    return timeout;
  }

  Duration maximumCompileWait() {
    return maximumCompileWait;
  }

  InstantSource clock() {
    return clock;
  }

  Function<Setting, String> settingNames() {
    return settingNames;
  }

  List<CacheListener> listeners() {
    return List.copyOf(listeners);
  }

  List<CacheInterceptor> interceptors() {
    return List.copyOf(interceptors);
  }
}
