package dev.wasmcache.s3;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.ArtifactStoreContract;
import dev.wasmcache.servers.S3Server;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** One server for all tests, a separate prefix for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class S3StoreContract extends ArtifactStoreContract {

  private S3Server server;
  private String prefix = newPrefix();

  abstract S3Server start();

  @BeforeAll
  void startServer() {
    server = start();
  }

  @AfterEach
  void nextPrefix() {
    prefix = newPrefix();
  }

  private static String newPrefix() {
    return "test-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + "/";
  }

  @Override
  protected ArtifactStore open() {
    return builder(server.port()).prefix(prefix).build();
  }

  static S3StoreBuilder builder(int port) {
    return S3Store.builder(S3Server.BUCKET)
        .endpoint(URI.create("http://127.0.0.1:" + port))
        .pathStyle(true)
        // Long for a busy machine. Not longer: an answer whose object is replaced at the same time
        // sometimes stops in the middle, and a read then waits for the rest until this time has
        // passed.
        .timeout(Duration.ofSeconds(15))
        .uploadTimeout(Duration.ofMinutes(1))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)));
  }

  @Override
  protected boolean lists() {
    return true;
  }

  @Override
  protected boolean tellsWhatItHolds() {
    return true;
  }

  @Override
  protected boolean leases() {
    return true;
  }

  /** S3 does this itself; these two servers check whether an object exists and then write it. */
  @Override
  protected boolean leasesAtomically() {
    return false;
  }
}
