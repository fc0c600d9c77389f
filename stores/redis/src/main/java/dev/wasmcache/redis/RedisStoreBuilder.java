package dev.wasmcache.redis;

import dev.wasmcache.internal.guard.ColdStart;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sets how a {@link RedisStore} keeps its entries. Not safe for concurrent use. */
public final class RedisStoreBuilder {

  /** The default of {@link #keyPrefix}. */
  public static final String DEFAULT_KEY_PREFIX = "wasm-cache";

  /** The default of {@link #timeToLive}: 30 days. */
  public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofDays(30);

  /** The default of {@link #maximumEntryBytes}: 64 MB. */
  public static final long DEFAULT_MAXIMUM_ENTRY_BYTES = 64L * 1024 * 1024;

  /** The default of {@link #chunkBytes}: 1 MB. */
  public static final int DEFAULT_CHUNK_BYTES = 1024 * 1024;

  // A brace would determine which node of a cluster holds all entries.
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:/-]{1,100}");
  private static final long LARGEST_ENTRY = Integer.MAX_VALUE - 64;

  // So many chunks are outstanding at once in any case, so a value of that size makes other readers
  // wait no longer.
  private static final int WHOLE_CHUNKS = 5;

  final List<RedisURI> uris = new ArrayList<>();
  boolean cluster;
  String keyPrefix = DEFAULT_KEY_PREFIX;
  Duration timeToLive = DEFAULT_TIME_TO_LIVE;
  Duration connectTimeout = Duration.ofSeconds(1);
  Duration commandTimeout = Duration.ofSeconds(1);
  long maximumEntryBytes = DEFAULT_MAXIMUM_ENTRY_BYTES;
  int chunkBytes = DEFAULT_CHUNK_BYTES;
  Duration coldStart = ColdStart.DEFAULT_ALLOWANCE;
  @Nullable ClientResources clientResources;
  Consumer<ClientOptions.Builder> clientOptions = options -> {};

  RedisStoreBuilder(RedisURI uri) {
    uris.add(uri);
  }

  static RedisURI parse(String uri) {
    try {
      return RedisURI.create(uri);
    } catch (RuntimeException e) {
      // Neither its message nor the exception itself may be passed on: both show the address with
      // its password.
      throw new IllegalArgumentException(
          "This is not a Redis address (not shown, because it may contain a password);"
              + " one looks like redis://host:6379/0, rediss://host:6380 with TLS,"
              + " or redis-sentinel://host1,host2/0#master");
    }
  }

  /**
   * Treats the servers as nodes of a Redis Cluster, whose other nodes are discovered. Default: one
   * server.
   *
   * @param more addresses to try if the first does not answer
   */
  public RedisStoreBuilder cluster(RedisURI... more) {
    this.cluster = true;
    this.uris.addAll(List.of(more));
    return this;
  }

  /**
   * Sets the prefix of all keys; stores with different prefixes do not see each other's entries.
   * The version of the format follows it. Default: {@value #DEFAULT_KEY_PREFIX}.
   *
   * @throws IllegalArgumentException if it does not have 1 to 100 letters, digits, dots, colons,
   *     slashes, hyphens or underscores
   */
  public RedisStoreBuilder keyPrefix(String keyPrefix) {
    if (!PREFIX.matcher(keyPrefix).matches()) {
      throw new IllegalArgumentException(
          "A key prefix has 1 to 100 letters, digits or any of '.:/-_': " + keyPrefix);
    }
    this.keyPrefix = keyPrefix;
    return this;
  }

  /**
   * Sets the time to live of an unused entry. A hit renews it, at most once in a tenth of that time
   * or a day. Default: 30 days.
   *
   * @throws IllegalArgumentException if it is shorter than a second
   */
  public RedisStoreBuilder timeToLive(Duration timeToLive) {
    if (timeToLive.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "The time to live must be at least 1 second: " + timeToLive);
    }
    this.timeToLive = timeToLive;
    return this;
  }

  /**
   * Sets the time limit for connecting, including handshake and login. Default: 1 second.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public RedisStoreBuilder connectTimeout(Duration timeout) {
    this.connectTimeout = positive(timeout);
    return this;
  }

  /**
   * Sets how long the server may be silent while an answer is awaited. An answer whose bytes keep
   * coming is waited for, however slowly they come; the cache decides how long that is worth it.
   * Default: 1 second.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public RedisStoreBuilder commandTimeout(Duration timeout) {
    this.commandTimeout = positive(timeout);
    return this;
  }

  private static Duration positive(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("A time-out must be positive: " + timeout);
    }
    return timeout;
  }

  /**
   * Sets the largest entry that is stored or read, in bytes. If it is at most five times {@link
   * #chunkBytes}, no entry is split. Default: 64 MB.
   *
   * @throws IllegalArgumentException if it is not positive, or longer than the longest array
   */
  public RedisStoreBuilder maximumEntryBytes(long maximumEntryBytes) {
    if (maximumEntryBytes <= 0 || maximumEntryBytes > LARGEST_ENTRY) {
      throw new IllegalArgumentException(
          "The largest entry must have between 1 and %d bytes: %d"
              .formatted(LARGEST_ENTRY, maximumEntryBytes));
    }
    this.maximumEntryBytes = maximumEntryBytes;
    return this;
  }

  /**
   * Sets the chunk size in bytes. An entry that is larger than five chunks is split into chunks,
   * each a value of its own. Stores with different chunk sizes can read each other's entries.
   * Default: 1 MB.
   *
   * @throws IllegalArgumentException if it is less than 64 KB or more than 16 MB
   */
  public RedisStoreBuilder chunkBytes(int chunkBytes) {
    if (chunkBytes < EntryFrame.SMALLEST_CHUNK || chunkBytes > EntryFrame.LARGEST_CHUNK) {
      throw new IllegalArgumentException(
          "A chunk must have between %d and %d bytes: %d"
              .formatted(EntryFrame.SMALLEST_CHUNK, EntryFrame.LARGEST_CHUNK, chunkBytes));
    }
    this.chunkBytes = chunkBytes;
    return this;
  }

  /**
   * Sets how much longer the first connection and the first command may take, because the JVM loads
   * the client's classes. Default: 4 seconds.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public RedisStoreBuilder coldStart(Duration allowance) {
    ColdStart unused = new ColdStart(allowance);
    this.coldStart = allowance;
    return this;
  }

  /**
   * Uses the threads of the given client resources, which the caller shuts down. Default: two
   * threads of its own.
   */
  public RedisStoreBuilder clientResources(ClientResources clientResources) {
    this.clientResources = clientResources;
    return this;
  }

  /**
   * Changes the client's options, for example those for TLS ({@code options ->
   * options.sslOptions(...)}). Options that this store relies on are set afterwards: commands are
   * rejected while there is no connection, and the client itself sets them no time limit. For a
   * cluster, the builder is a {@code ClusterClientOptions.Builder}.
   */
  public RedisStoreBuilder clientOptions(Consumer<ClientOptions.Builder> customizer) {
    this.clientOptions = customizer;
    return this;
  }

  /** Builds the store. Does not connect. */
  public RedisStore build() {
    return new RedisStore(this);
  }

  /** Up to this size, an entry is one value and is read with one command. */
  int largestWhole() {
    return WHOLE_CHUNKS * chunkBytes;
  }
}
