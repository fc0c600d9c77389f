package dev.wasmcache.spring.shared;

import dev.wasmcache.TierAccess;
import dev.wasmcache.spring.InvalidSettingException;
import dev.wasmcache.spring.SharedTier;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What {@code wasm.cache.shared.*} says. Its text never shows an address that may carry a password.
 *
 * @param type Where hosts share what they have compiled.
 * @param integrity Whether entries there must be protected by "wasm.cache.integrity.keys".
 * @param access Whether compiled modules are stored there, or read only.
 * @param timeout Time that a request waits for the shared store before it goes on without, besides
 *     a second for each 10 MB of the compiled module.
 * @param maxEntrySize Size of the largest compiled module that is stored or read there.
 * @param keyPrefix What the names of all entries begin with; applications with different ones see
 *     nothing of each other. "wasm-cache" unless set.
 * @param timeToLive Time that Redis keeps a compiled module that nobody uses. A bucket needs a
 *     lifecycle rule instead.
 */
@ConfigurationProperties(WasmCacheSharedProperties.PREFIX)
public record WasmCacheSharedProperties(
    @DefaultValue("none") Type type,
    @DefaultValue("required") SharedTier.IntegrityPolicy integrity,
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

  // A brace would decide on which node of a cluster all entries lie.
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
        "it is too small to be of use, or longer than an array can be",
        "Set it to a size from 1MB to 2047MB.");
    require(
        KEY_PREFIX.matcher(keyPrefix).matches(),
        "key-prefix",
        keyPrefix,
        "it is empty, too long, or has a character that not every store takes",
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
        "it is less than 'wasm.cache.shared.max-entry-size', so the largest would never be stored",
        "Raise it, or lower the other one.");
  }

  private static void requirePositive(String name, Duration value) {
    require(
        !value.isNegative() && !value.isZero(),
        name,
        value,
        "nothing would ever be waited for",
        "Set it to a time such as 2s.");
  }

  private static void require(
      boolean condition, String name, Object value, String reason, String remedy) {
    if (!condition) {
      throw new InvalidSettingException(
          PREFIX + "." + name, "has the value '" + value + "': " + reason, remedy);
    }
  }

  /** Where hosts share what they have compiled. */
  public enum Type {
    /** Nowhere. */
    NONE,
    /** In Redis or Valkey. */
    REDIS,
    /** In a bucket of S3, or of what speaks its protocol. */
    S3;

    /** Answers the name used in properties and details: lower case. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Compiled modules are stored in the background. What is over these limits is dropped and
   * counted.
   *
   * @param threads Number of compiled modules that are stored at once.
   * @param maxQueued Number of compiled modules that may wait to be stored.
   * @param maxQueuedSize Size that those may take on the heap together.
   * @param timeout Time that it may take to store one, besides a second for each 10 MB.
   * @param closeTimeout Time that the end of the application waits for those that are queued.
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
   * @param cluster Whether the servers of the address are nodes of a Redis Cluster, of which others
   *     are found.
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
   * A bucket. If there is exactly one bean of type S3Client, that one is used; else a client is
   * made with what is here, and with the credentials that the environment has.
   *
   * @param bucket Name of the bucket, which must exist.
   * @param region Region of the bucket. What the environment says unless set.
   * @param endpoint Address of a server that is not Amazon's.
   * @param pathStyle Whether the bucket is a part of the path and not of the host, as many servers
   *     need it.
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
