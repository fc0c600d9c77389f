package dev.wasmcache.spring.shared;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.SharedTier;
import dev.wasmcache.TierAccess;
import dev.wasmcache.spring.integrity.SharedIntegrity;
import dev.wasmcache.spring.setting.InvalidSettingException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings {@code wasm.cache.shared.*}. Their string form never shows an address that may
 * contain a password.
 *
 * @param type Where hosts share compiled modules.
 * @param integrity Whether entries there must be protected by "wasm.cache.integrity.keys".
 * @param access Whether compiled modules are stored there or only read.
 * @param timeout Time that a request waits for the shared store before it continues without it,
 *     plus one second for each 10 MB of the compiled module.
 * @param maxEntrySize Size of the largest compiled module that is stored or read there.
 * @param keyPrefix Prefix of the names of all entries. Applications with different prefixes share
 *     nothing. "wasm-cache" unless set.
 * @param timeToLive Time that Redis keeps an unused compiled module. A bucket needs a lifecycle
 *     rule instead.
 */
@ConfigurationProperties(WasmCacheSharedProperties.PREFIX)
public record WasmCacheSharedProperties(
    @DefaultValue("none") Type type,
    @DefaultValue("required") SharedIntegrity integrity,
    @DefaultValue("read-write") TierAccess access,
    @DefaultValue("2s") Duration timeout,
    @DefaultValue("64MB") DataSize maxEntrySize,
    @DefaultValue("wasm-cache") String keyPrefix,
    @DefaultValue("30d") Duration timeToLive,
    @DefaultValue Uploads uploads,
    @DefaultValue Redis redis,
    @DefaultValue S3 s3) {

  static final String PREFIX = "wasm.cache.shared";
  static final String REDIS_URL = PREFIX + ".redis.url";

  // A brace would put all entries on one node of a cluster.
  private static final Pattern KEY_PREFIX = Pattern.compile("[A-Za-z0-9._:/-]{1,100}");
  private static final DataSize SMALLEST = DataSize.ofMegabytes(1);
  private static final DataSize LARGEST = DataSize.ofMegabytes(2047);

  /**
   * @throws InvalidSettingException if a value cannot be used
   */
  public WasmCacheSharedProperties {
    requirePositive("timeout", timeout);
    require(
        maxEntrySize.compareTo(SMALLEST) >= 0 && maxEntrySize.compareTo(LARGEST) <= 0,
        "max-entry-size",
        maxEntrySize,
        "it is too small to be useful, or larger than an array can be",
        "Set it to a size from 1MB to 2047MB.");
    require(
        KEY_PREFIX.matcher(keyPrefix).matches(),
        "key-prefix",
        keyPrefix,
        "it is empty, too long, or has a character that not every store accepts",
        "Use 1 to 100 letters, digits or any of '.:/-_'.");
    require(
        timeToLive.compareTo(Duration.ofSeconds(1)) >= 0,
        "time-to-live",
        timeToLive,
        "nothing would be kept",
        "Set it to 1s or more, for example 30d.");
    require(
        uploads.maxQueuedSize().compareTo(maxEntrySize) >= 0,
        "uploads.max-queued-size",
        uploads.maxQueuedSize(),
        "it is less than 'wasm.cache.shared.max-entry-size', so large ones would never be stored",
        "Raise it, or lower the other one.");
  }

  /**
   * Returns a tier with these limits.
   *
   * @param address where the store is, without credentials
   */
  SharedTier tier(ArtifactStore store, String address) {
    return SharedTier.builder(store)
        .access(access)
        .name(type.id(), address)
        .timeout(timeout)
        .maximumEntryBytes(maxEntrySize.toBytes())
        .uploadThreads(uploads.threads())
        .uploadQueue(uploads.maxQueued(), uploads.maxQueuedSize().toBytes())
        .uploadTimeout(uploads.timeout())
        .closeTimeout(uploads.closeTimeout())
        .build();
  }

  /** Returns the longest time that an upload may take. */
  Duration longestUpload() {
    long seconds = maxEntrySize.toBytes() / SharedTier.DEFAULT_MINIMUM_BYTES_PER_SECOND + 1;
    return uploads.timeout().plusSeconds(seconds);
  }

  private static void requirePositive(String name, Duration value) {
    require(
        !value.isNegative() && !value.isZero(),
        name,
        value,
        "every call would time out at once",
        "Set it to a time such as 2s.");
  }

  private static void require(
      boolean condition, String name, Object value, String reason, String remedy) {
    if (!condition) {
      throw new InvalidSettingException(
          PREFIX + "." + name, "has the value '" + value + "': " + reason, remedy);
    }
  }

  /** Where hosts share compiled modules. */
  public enum Type {
    /** Nowhere. */
    NONE,
    /** In Redis or Valkey. */
    REDIS,
    /** In a bucket of S3, or of a server that speaks its protocol. */
    S3;

    /** Returns the name used in properties and details: lower case. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Uploads of compiled modules in the background. Modules over these limits are dropped and
   * counted.
   *
   * @param threads Number of compiled modules that are stored at once.
   * @param maxQueued Number of compiled modules that may wait to be stored.
   * @param maxQueuedSize Maximum total size of those modules on the heap, before they are
   *     compressed.
   * @param timeout Time that it may take to store one, plus one second for each 10 MB.
   * @param closeTimeout Time that the shutdown of the application waits for queued modules.
   */
  public record Uploads(
      @DefaultValue("1") int threads,
      @DefaultValue("64") int maxQueued,
      @DefaultValue("128MB") DataSize maxQueuedSize,
      @DefaultValue("10s") Duration timeout,
      @DefaultValue("2s") Duration closeTimeout) {

    public Uploads {
      require(
          threads > 0,
          "uploads.threads",
          threads,
          "nothing would be stored",
          "Set it to 1 or more.");
      require(
          maxQueued > 0,
          "uploads.max-queued",
          maxQueued,
          "nothing would be stored",
          "Set it to 1 or more. To store nothing, set 'wasm.cache.shared.access=read-only'.");
      require(
          maxQueuedSize.compareTo(SMALLEST) >= 0,
          "uploads.max-queued-size",
          maxQueuedSize,
          "hardly anything would be stored",
          "Set it to 1MB or more. To store nothing, set 'wasm.cache.shared.access=read-only'.");
      requirePositive("uploads.timeout", timeout);
      requirePositive("uploads.close-timeout", closeTimeout);
    }
  }

  /**
   * Redis or Valkey. Without an address, that of the application's own Redis
   * ("spring.data.redis.*", or a service connection) is used, with connections of the cache's own.
   *
   * @param url Address, such as "redis://user:password@host:6379/0", "rediss://host:6380" with TLS,
   *     or "redis-sentinel://host1,host2/0#master".
   * @param cluster Whether the servers of the address are nodes of a Redis Cluster, which names its
   *     other nodes.
   * @param sslBundle Name of the SSL bundle for connections with TLS.
   */
  public record Redis(
      @Nullable String url, @DefaultValue("false") boolean cluster, @Nullable String sslBundle) {
    @Override
    public String toString() {
      return "Redis[cluster=" + cluster + ", sslBundle=" + sslBundle + "]";
    }
  }

  /**
   * A bucket. If there is exactly one bean of type S3Client, that one is used. Otherwise a client
   * is created with these settings and the credentials of the environment.
   *
   * @param bucket Name of the bucket, which must exist.
   * @param region Region of the bucket. The region of the environment unless set.
   * @param endpoint Address of a server that is not Amazon's.
   * @param pathStyle Whether the bucket is part of the path and not of the host name, as many
   *     servers require.
   */
  public record S3(
      @Nullable String bucket,
      @Nullable String region,
      @Nullable URI endpoint,
      @DefaultValue("false") boolean pathStyle) {
    public S3 {
      if (endpoint != null && (endpoint.getHost() == null || endpoint.getUserInfo() != null)) {
        throw new InvalidSettingException(
            PREFIX + ".s3.endpoint",
            "has no host, or credentials in it (value not shown)",
            "Set it to an address such as 'https://storage.example.com:9000'.");
      }
    }
  }
}
