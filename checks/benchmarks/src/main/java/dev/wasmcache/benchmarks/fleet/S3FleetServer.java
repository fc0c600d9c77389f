package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.s3.S3Store;
import dev.wasmcache.servers.S3Server;
import dev.wasmcache.servers.SlowNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * S3Mock on this machine, behind a network. All pods use one client, which counts every attempt of
 * a request.
 */
final class S3FleetServer implements FleetServer {

  private final S3Server server = S3Server.s3mock();
  private final Counter counter = new Counter();
  private final SlowNetwork network;
  private final S3Client client;

  S3FleetServer() throws IOException {
    network = new SlowNetwork(server.port());
    client =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .endpointOverride(URI.create("http://127.0.0.1:" + network.port()))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
            .forcePathStyle(true)
            .serviceConfiguration(options -> options.chunkedEncodingEnabled(false))
            .overrideConfiguration(options -> options.addExecutionInterceptor(counter))
            .build();
  }

  @Override
  public TierModel.Kind kind() {
    return TierModel.Kind.S3;
  }

  @Override
  public ArtifactStore store() {
    return S3Store.builder(S3Server.BUCKET).client(client).build();
  }

  @Override
  public void bandwidth(long bytesPerSecond) {
    network.bandwidth(bytesPerSecond);
  }

  @Override
  public Counts counts() {
    return new Counts(counter.requests.sum(), network.answered(), 0);
  }

  /** The server ends with this JVM. */
  @Override
  public void close() {
    client.close();
    try {
      network.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Counter implements ExecutionInterceptor {
    private final LongAdder requests = new LongAdder();

    @Override
    public void beforeTransmission(
        Context.BeforeTransmission context, ExecutionAttributes attributes) {
      requests.increment();
    }
  }
}
