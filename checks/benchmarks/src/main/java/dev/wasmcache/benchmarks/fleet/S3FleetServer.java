package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.s3.S3Store;
import dev.wasmcache.servers.S3Server;
import java.net.URI;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * S3Mock on this machine. All pods use one client, which counts every attempt of a request and the
 * body length in the header of its response.
 */
final class S3FleetServer implements FleetServer {

  private final S3Server server = S3Server.s3mock();
  private final Counter counter = new Counter();
  private final S3Client client =
      S3Client.builder()
          .httpClientBuilder(UrlConnectionHttpClient.builder())
          .endpointOverride(URI.create("http://127.0.0.1:" + server.port()))
          .region(Region.US_EAST_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(
                  AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
          .forcePathStyle(true)
          .serviceConfiguration(options -> options.chunkedEncodingEnabled(false))
          .overrideConfiguration(options -> options.addExecutionInterceptor(counter))
          .build();

  @Override
  public TierModel.Kind kind() {
    return TierModel.Kind.S3;
  }

  @Override
  public ArtifactStore store() {
    return S3Store.builder(S3Server.BUCKET).client(client).build();
  }

  @Override
  public Counts counts() {
    return new Counts(counter.requests.sum(), counter.bytes.sum(), 0);
  }

  /** The server ends with this JVM. */
  @Override
  public void close() {
    client.close();
  }

  private static final class Counter implements ExecutionInterceptor {
    private final LongAdder requests = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    @Override
    public void beforeTransmission(
        Context.BeforeTransmission context, ExecutionAttributes attributes) {
      requests.increment();
    }

    @Override
    public void afterTransmission(
        Context.AfterTransmission context, ExecutionAttributes attributes) {
      context
          .httpResponse()
          .firstMatchingHeader("Content-Length")
          .ifPresent(length -> bytes.add(Long.parseLong(length)));
    }
  }
}
