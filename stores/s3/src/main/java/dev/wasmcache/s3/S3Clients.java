package dev.wasmcache.s3;

import dev.wasmcache.internal.guard.ColdStart;
import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The client of one store: the caller's, or one of its own. Its own is created when it is needed,
 * because loading its classes takes longer than everything else at the start. Safe for concurrent
 * use.
 */
final class S3Clients {

  private static final int ATTEMPTS = 2;

  private final S3StoreBuilder settings;
  private final ColdStart coldStart;
  private @Nullable S3Client own;
  private @Nullable ClosingHttpClient http;
  private boolean closed;

  S3Clients(S3StoreBuilder settings, ColdStart coldStart) {
    this.settings = settings;
    this.coldStart = coldStart;
  }

  /** Runs a call. */
  <T> T call(Function<S3Client, T> call) {
    try {
      return call.apply(get());
    } finally {
      coldStart.end();
    }
  }

  private synchronized S3Client get() {
    S3Client others = settings.client;
    if (others != null) {
      return others;
    }
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
    S3Client known = own;
    if (known == null) {
      known = create();
      own = known;
    }
    return known;
  }

  private S3Client create() {
    ClosingHttpClient connections =
        new ClosingHttpClient(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(settings.timeout)
                .socketTimeout(settings.timeout)
                .build());
    http = connections;
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(connections)
            .forcePathStyle(settings.pathStyle)
            // Not every server supports a body in signed chunks, and this body is sent as a whole.
            .serviceConfiguration(options -> options.chunkedEncodingEnabled(false))
            .overrideConfiguration(
                options ->
                    options
                        .addExecutionInterceptor(new AnswerLimits())
                        .retryStrategy(
                            DefaultRetryStrategy.standardStrategyBuilder()
                                .maxAttempts(ATTEMPTS)
                                .useClientDefaults(false)
                                .retryOnException(S3Failures::worthSecondAttempt)
                                .build()));
    URI endpoint = settings.endpoint;
    String region = settings.region;
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    if (region != null) {
      builder.region(Region.of(region));
    } else if (endpoint != null) {
      // Any value will do: it is only part of the signature.
      builder.region(Region.US_EAST_1);
    }
    AwsCredentialsProvider credentials = settings.credentialsProvider;
    if (credentials != null) {
      builder.credentialsProvider(credentials);
    }
    return builder.build();
  }

  /** Stops reusing connections for a while, unless the client is the caller's. */
  synchronized void closeConnections() {
    if (http != null) {
      http.closeConnections();
    }
  }

  /** Closes the client, unless it is the caller's. */
  synchronized void close() {
    closed = true;
    if (own != null && http != null) {
      own.close();
      // The client does not close an HTTP client that was created elsewhere.
      http.close();
    }
  }
}
