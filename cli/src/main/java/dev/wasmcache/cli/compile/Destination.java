package dev.wasmcache.cli.compile;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.Integrity;
import dev.wasmcache.SharedTier;
import dev.wasmcache.cli.option.FailedException;
import dev.wasmcache.cli.option.GlobalOptions;
import dev.wasmcache.cli.option.Sizes;
import dev.wasmcache.cli.option.UsageException;
import dev.wasmcache.redis.RedisStore;
import dev.wasmcache.redis.RedisStoreBuilder;
import dev.wasmcache.s3.S3Store;
import dev.wasmcache.s3.S3StoreBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where compiled modules go besides the directory. */
public final class Destination {

  private static final String URL_VARIABLE = "WASM_CACHE_SHARED_REDIS_URL";
  private static final CacheKey PROBE = CacheKey.of(new byte[CacheKey.LENGTH]);
  // The command waits for each upload, so the queue never fills.
  private static final int MOST_QUEUED = 4;
  private static final Duration CALL = Duration.ofSeconds(10);
  private static final Duration UPLOAD = Duration.ofMinutes(2);

  @Option(
      names = "--archive",
      paramLabel = "FILE",
      description = "Write an archive. The directory is used only if it is named.")
  private @Nullable Path archive;

  @Option(
      names = "--redis",
      paramLabel = "URL",
      arity = "0..1",
      fallbackValue = "",
      description = {
        "Store in Redis: redis://host:6379, rediss:// with TLS.",
        "Without URL: that of the variable "
            + URL_VARIABLE
            + ", so that no password is in the"
            + " list of processes."
      })
  private @Nullable String redis;

  @Option(names = "--redis-cluster", description = "The server is a node of a Redis Cluster.")
  private boolean cluster;

  @Option(
      names = "--s3",
      paramLabel = "BUCKET",
      description = "Store in a bucket, with the credentials of the environment.")
  private @Nullable String bucket;

  @Option(names = "--s3-region", paramLabel = "REGION", description = "The bucket's region.")
  private @Nullable String region;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "The address of a server that is not Amazon's.")
  private @Nullable URI endpoint;

  @Option(
      names = "--s3-path-style",
      description = "The bucket is in the path instead of the host name.")
  private boolean pathStyle;

  @Option(
      names = "--key-prefix",
      paramLabel = "PREFIX",
      defaultValue = "wasm-cache",
      description = "wasm.cache.shared.key-prefix of the application. Default: ${DEFAULT-VALUE}.")
  private String prefix = "wasm-cache";

  @Option(
      names = "--max-entry-size",
      paramLabel = "SIZE",
      defaultValue = "64MB",
      converter = Sizes.Bytes.class,
      description = "The largest entry to store in Redis or S3. Default: ${DEFAULT-VALUE}.")
  private long maximumEntryBytes = SharedTier.DEFAULT_MAXIMUM_ENTRY_BYTES;

  @Option(
      names = "--unsigned",
      description =
          "Store in Redis or S3 without keys: a process that can write there can run code in"
              + " the applications.")
  private boolean unsigned;

  /** Returns the archive to write, if any. */
  Optional<Path> archive() {
    return Optional.ofNullable(archive);
  }

  boolean isShared() {
    return redis != null || bucket != null;
  }

  /**
   * Requires options that go together.
   *
   * @throws UsageException if they do not
   */
  void check(Integrity integrity) {
    int places = (archive == null ? 0 : 1) + (redis == null ? 0 : 1) + (bucket == null ? 0 : 1);
    if (places > 1) {
      throw new UsageException("Give one of --archive, --redis and --s3.");
    }
    if (isShared() && !integrity.authenticates() && !unsigned) {
      throw new UsageException(
          "Entries in "
              + (redis != null ? "Redis" : "S3")
              + " need keys: give --private-key and "
              + GlobalOptions.PUBLIC_KEY
              + ", or "
              + GlobalOptions.SECRET
              + ". Other systems can write there, and applications run what they find. --unsigned"
              + " stores them without.");
    }
  }

  /**
   * Connects to the store that hosts share.
   *
   * @throws UsageException if an option is refused
   * @throws FailedException if the store does not answer
   */
  SharedTier open() {
    ArtifactStore store = redis != null ? redis(redis) : bucket(String.valueOf(bucket));
    try {
      store.peek(PROBE).ifPresent(Destination::close);
    } catch (IOException | RuntimeException e) {
      close(store);
      throw new FailedException(name() + " does not answer: " + e.getMessage());
    }
    return SharedTier.builder(store)
        .name(redis != null ? "redis" : "s3", name())
        .timeout(CALL)
        .uploadTimeout(UPLOAD)
        .closeTimeout(UPLOAD)
        .maximumEntryBytes(maximumEntryBytes)
        .uploadQueue(MOST_QUEUED, 2 * maximumEntryBytes)
        .build();
  }

  /** Returns where entries are stored, without an address that may have a password. */
  String name() {
    return redis != null ? "Redis" : "The bucket " + bucket;
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new FailedException("A connection cannot be closed: " + e.getMessage());
    }
  }

  private ArtifactStore redis(String option) {
    String url = option.isEmpty() ? System.getenv(URL_VARIABLE) : option;
    if (url == null || url.isBlank()) {
      throw new UsageException(
          "--redis has no URL, and the variable " + URL_VARIABLE + " neither.");
    }
    try {
      RedisStoreBuilder builder =
          RedisStore.builder(url)
              .keyPrefix(prefix)
              .connectTimeout(CALL)
              .commandTimeout(CALL)
              .maximumEntryBytes(maximumEntryBytes);
      return (cluster ? builder.cluster() : builder).build();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--redis or --key-prefix: " + e.getMessage());
    }
  }

  private ArtifactStore bucket(String name) {
    try {
      S3StoreBuilder builder =
          S3Store.builder(name)
              .prefix(prefix.endsWith("/") ? prefix : prefix + "/")
              .pathStyle(pathStyle)
              .timeout(CALL)
              .uploadTimeout(UPLOAD)
              .maximumEntryBytes(maximumEntryBytes);
      if (region != null) {
        builder.region(region);
      }
      if (endpoint != null) {
        builder.endpoint(endpoint);
      }
      return builder.build();
    } catch (RuntimeException e) {
      throw new UsageException("--s3: " + e.getMessage());
    }
  }
}
