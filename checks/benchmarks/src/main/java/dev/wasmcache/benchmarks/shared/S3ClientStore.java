package dev.wasmcache.benchmarks.shared;

import dev.wasmcache.CacheKey;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** The plain SDK, over the same HTTP client: a GET of the object into an array. */
final class S3ClientStore implements Store {

  private final S3Client client;

  S3ClientStore(URI endpoint) {
    client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .credentialsProvider(credentials())
            .build();
  }

  /** Credentials that the server accepts. */
  static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("access", "secret"));
  }

  @Override
  public long get(CacheKey key) {
    return client
        .getObjectAsBytes(request -> request.bucket(Server.BUCKET).key("plain/" + key.toHex()))
        .asByteArrayUnsafe()
        .length;
  }

  @Override
  public void put(CacheKey key, byte[] value) {
    PutObjectResponse unused =
        client.putObject(
            request -> request.bucket(Server.BUCKET).key("plain/" + key.toHex()),
            RequestBody.fromBytes(value));
  }

  @Override
  public void close() {
    client.close();
  }
}
