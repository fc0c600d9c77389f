package dev.wasmcache.s3;

import dev.wasmcache.internal.guard.ColdStart;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** Sets how a {@link S3Store} keeps its entries. Not safe for concurrent use. */
public final class S3StoreBuilder {

  /** The default of {@link #prefix}. */
  public static final String DEFAULT_PREFIX = "wasm-cache/";

  /** The default of {@link #maximumEntryBytes}: 64 MB. */
  public static final long DEFAULT_MAXIMUM_ENTRY_BYTES = 64L * 1024 * 1024;

  private static final long LARGEST_ENTRY = Integer.MAX_VALUE - 64;
  private static final int LONGEST_PREFIX = 500;

  final String bucket;
  @Nullable S3Client client;
  @Nullable URI endpoint;
  @Nullable String region;
  boolean pathStyle;
  @Nullable AwsCredentialsProvider credentialsProvider;
  String prefix = DEFAULT_PREFIX;
  Duration timeout = Duration.ofSeconds(2);
  Duration coldStart = ColdStart.DEFAULT_ALLOWANCE;
  Duration uploadTimeout = Duration.ofSeconds(30);
  long maximumEntryBytes = DEFAULT_MAXIMUM_ENTRY_BYTES;

  S3StoreBuilder(String bucket) {
    if (bucket.isBlank()) {
      throw new IllegalArgumentException("The name of the bucket is empty");
    }
    this.bucket = bucket;
  }

  /**
   * Uses the given client, which the caller closes; its retries and its endpoint are as the caller
   * configured them. Default: one of its own.
   */
  public S3StoreBuilder client(S3Client client) {
    this.client = client;
    return this;
  }

  /** Sets the address of a server that is not Amazon's. Default: that of the region. */
  public S3StoreBuilder endpoint(URI endpoint) {
    this.endpoint = endpoint;
    return this;
  }

  /** Sets the region. Default: from the environment; with an endpoint, any. */
  public S3StoreBuilder region(String region) {
    this.region = region;
    return this;
  }

  /**
   * Sets whether the bucket is part of the path instead of the host name, as many servers need it.
   * Default: false.
   */
  public S3StoreBuilder pathStyle(boolean pathStyle) {
    this.pathStyle = pathStyle;
    return this;
  }

  /** Sets the credentials. Default: from the environment. */
  public S3StoreBuilder credentialsProvider(AwsCredentialsProvider credentialsProvider) {
    this.credentialsProvider = credentialsProvider;
    return this;
  }

  /**
   * Sets the prefix of all object names, usually ending in a slash; stores with different prefixes
   * do not see each other's entries. The version of the format follows it. Default: {@value
   * #DEFAULT_PREFIX}.
   *
   * @throws IllegalArgumentException if it is longer than 500 characters
   */
  public S3StoreBuilder prefix(String prefix) {
    if (prefix.length() > LONGEST_PREFIX) {
      throw new IllegalArgumentException(
          "An object prefix must have at most " + LONGEST_PREFIX + " characters: " + prefix);
    }
    this.prefix = prefix;
    return this;
  }

  /**
   * Sets the time limit of a call until it is answered, including one retry. The store's own client
   * also uses it for connecting and for each read. Default: 2 seconds.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public S3StoreBuilder timeout(Duration timeout) {
    this.timeout = positive(timeout);
    return this;
  }

  /**
   * Sets the time limit for storing an entry, including one retry. Default: 30 seconds.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public S3StoreBuilder uploadTimeout(Duration timeout) {
    this.uploadTimeout = positive(timeout);
    return this;
  }

  /**
   * Sets how much longer the first call may take, because the JVM loads the client's classes.
   * Default: 4 seconds.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public S3StoreBuilder coldStart(Duration allowance) {
    ColdStart unused = new ColdStart(allowance);
    this.coldStart = allowance;
    return this;
  }

  private static Duration positive(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("A time-out must be positive: " + timeout);
    }
    return timeout;
  }

  /**
   * Sets the largest entry that is stored or read, in bytes. Default: 64 MB.
   *
   * @throws IllegalArgumentException if it is not positive, or longer than the longest array
   */
  public S3StoreBuilder maximumEntryBytes(long maximumEntryBytes) {
    if (maximumEntryBytes <= 0 || maximumEntryBytes > LARGEST_ENTRY) {
      throw new IllegalArgumentException(
          "The largest entry must have between 1 and %d bytes: %d"
              .formatted(LARGEST_ENTRY, maximumEntryBytes));
    }
    this.maximumEntryBytes = maximumEntryBytes;
    return this;
  }

  /** Builds the store. Does not connect. */
  public S3Store build() {
    return new S3Store(this);
  }
}
