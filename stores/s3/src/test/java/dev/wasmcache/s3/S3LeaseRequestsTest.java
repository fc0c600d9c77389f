package dev.wasmcache.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import dev.wasmcache.Lease;
import dev.wasmcache.servers.S3Server;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The requests that a lease costs. */
final class S3LeaseRequestsTest {

  private static final CacheKey KEY = CacheKey.parse("ab".repeat(32));
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final String prefix = "l" + ThreadLocalRandom.current().nextInt(1 << 30) + "/";
  private final List<String> requests = new ArrayList<>();
  private final S3Client client =
      S3Client.builder()
          .httpClientBuilder(UrlConnectionHttpClient.builder())
          .endpointOverride(URI.create("http://127.0.0.1:" + S3Server.s3mock().port()))
          .forcePathStyle(true)
          .region(Region.US_EAST_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(
                  AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
          .overrideConfiguration(options -> options.addExecutionInterceptor(new Noting()))
          .build();
  private final S3Store store =
      S3Store.builder(S3Server.BUCKET)
          .client(client)
          .prefix(prefix)
          .timeout(Duration.ofSeconds(15))
          .build();

  private final class Noting implements ExecutionInterceptor {
    @Override
    public void beforeTransmission(
        Context.BeforeTransmission context, ExecutionAttributes attributes) {
      requests.add(context.httpRequest().method() + " " + context.httpRequest().encodedPath());
    }
  }

  @AfterEach
  void close() {
    store.close();
    client.close();
  }

  @Test
  void tryLease_heldByAnother_onlyLooks() throws Exception {
    Optional<Lease> first = store.tryLease(KEY, MINUTE);
    assertThat(first).isPresent();
    String path = "/" + S3Server.BUCKET + "/" + prefix + "leases/v1/ab/" + "ab".repeat(32);
    assertThat(requests).containsExactly("GET " + path, "PUT " + path);
    requests.clear();
    for (int i = 0; i < 10; i++) {
      assertThat(store.tryLease(KEY, MINUTE)).isEmpty();
    }
    assertThat(requests).hasSize(10).containsOnly("GET " + path);
    first.get().close();
    assertThat(store.tryLease(KEY, MINUTE)).isPresent();
  }

  @Test
  void tryLease_expired_isTakenOver() throws Exception {
    assertThat(store.tryLease(KEY, Duration.ofMillis(1))).isPresent();
    Awaitility.await().untilAsserted(() -> assertThat(store.tryLease(KEY, MINUTE)).isPresent());
    assertThat(store.tryLease(KEY, MINUTE)).isEmpty();
  }
}
