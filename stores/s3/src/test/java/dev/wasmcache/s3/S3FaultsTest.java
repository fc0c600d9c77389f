package dev.wasmcache.s3;

import static dev.wasmcache.servers.GuardedCaches.BUSY;
import static dev.wasmcache.servers.GuardedCaches.MEGABYTE;
import static dev.wasmcache.servers.GuardedCaches.everything;
import static dev.wasmcache.servers.GuardedCaches.fastest;
import static dev.wasmcache.servers.GuardedCaches.millis;
import static dev.wasmcache.servers.GuardedCaches.minutes;
import static dev.wasmcache.servers.GuardedCaches.settled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.Artifact;
import dev.wasmcache.Bodies;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.servers.CapturedLog;
import dev.wasmcache.servers.FaultProxy;
import dev.wasmcache.servers.FaultProxy.Mode;
import dev.wasmcache.servers.GuardedCaches;
import dev.wasmcache.servers.S3Server;
import dev.wasmcache.servers.ServerProcess;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The numbered faults of a shared tier, with S3. Faults that only Redis has, or only the guard
 * handles, are tested with Redis. Each test also shows what happens to a client without
 * precautions.
 */
final class S3FaultsTest {

  private static final CacheKey KEY = CacheKey.parse("ab".repeat(32));
  private static final Artifact SMALL = Artifact.of(Bodies.random(1, 10_000));
  private static final Artifact LARGE = Artifact.of(Bodies.random(2, 8 * MEGABYTE));

  private static S3Server server;

  @TempDir Path directory;

  private final String prefix = "t" + ThreadLocalRandom.current().nextInt(1 << 30) + "/";
  private final List<AutoCloseable> opened = new ArrayList<>();
  private FaultProxy proxy;
  private GuardedCaches caches;

  @BeforeAll
  static void start() {
    server = S3Server.s3mock();
  }

  @BeforeEach
  void openProxy() throws IOException {
    proxy = opened(new FaultProxy(server.port()));
    caches = new GuardedCaches(directory, KEY, this::opened);
  }

  @AfterEach
  void close() throws Exception {
    proxy.pass();
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @Test
  void S01_build_serverDown_worksAndHealsByItself() {
    proxy.set(Mode.REFUSE, 0);
    S3Client naive = naive(proxy.port());
    assertThatThrownBy(() -> naive.headBucket(b -> b.bucket(S3Server.BUCKET)))
        .isInstanceOf(SdkClientException.class);

    CompilationCache cache = caches.open(store(), b -> b.pause(millis(10), millis(100)));
    for (int i = 0; i < 5; i++) {
      cache.put(KEY, SMALL);
      assertThat(cache.get(KEY)).isEmpty();
    }
    proxy.pass();
    await()
        .untilAsserted(
            () -> {
              cache.put(KEY, SMALL);
              assertThat(cache.get(KEY)).contains(SMALL);
            });
  }

  @Test
  void S02_get_serverGone_costsNothing() {
    CompilationCache cache = caches.open(store(), b -> b.pause(minutes(1), minutes(1)));
    caches.put(cache, SMALL);
    S3Client naive = naive(proxy.port());
    proxy.set(Mode.REFUSE, 0);
    proxy.cut();
    long before = proxy.accepted();
    assertThatThrownBy(() -> naive.getObject(b -> b.bucket(S3Server.BUCKET).key(name())));
    assertThat(proxy.accepted() - before).as("tried again and again").isGreaterThan(2);

    for (int i = 0; i < 3; i++) {
      assertThat(cache.get(KEY)).isEmpty();
    }
    assertThat(fastest(1000, () -> cache.get(KEY))).isLessThan(Duration.ofMillis(1));
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.SKIPPED))
        .isGreaterThanOrEqualTo(1000);
  }

  @Test
  void S03_get_serverSilent_takesNoLongerThanItsBudgetAndThenNothing() {
    CompilationCache cache =
        caches.open(store(), b -> b.timeout(millis(400)).pause(millis(100), millis(200)));
    caches.put(cache, SMALL);
    S3Client naive = naive(proxy.port());
    proxy.set(Mode.BLACK_HOLE, 0);
    CompletableFuture<Object> waits =
        CompletableFuture.supplyAsync(
            () -> naive.getObjectAsBytes(b -> b.bucket(S3Server.BUCKET).key(name())));
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BUSY);
    }
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.TIMEOUT)).isEqualTo(3);
    assertThat(fastest(1000, () -> cache.get(KEY))).isLessThan(Duration.ofMillis(1));
    assertThatThrownBy(() -> waits.get(0, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    proxy.pass();
    await().untilAsserted(() -> assertThat(cache.get(KEY)).contains(SMALL));
  }

  @Test
  void S03_get_answerThatTrickles_takesNoLongerThanItsBudget() {
    CompilationCache cache =
        caches.open(store(), b -> b.timeout(millis(300)).minimumBytesPerSecond(20L * MEGABYTE));
    caches.put(cache, LARGE);
    S3Client naive = naive(proxy.port());
    proxy.set(Mode.TRICKLE, 100_000);
    CompletableFuture<Object> waits =
        CompletableFuture.supplyAsync(
            () -> naive.getObjectAsBytes(b -> b.bucket(S3Server.BUCKET).key(name())));
    long start = System.nanoTime();
    assertThat(cache.get(KEY)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BUSY);
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.TIMEOUT)).isEqualTo(1);
    assertThat(waits).as("waits for a transfer of more than a minute").isNotDone();
  }

  @Test
  void S06_put_timedOut_mayBeRepeated() {
    S3Store store = builder().timeout(millis(1000)).uploadTimeout(millis(1000)).build();
    CompilationCache cache = caches.open(store, b -> b.failures(63));
    cache.get(KEY);
    // The requests pass; the answers arrive too late.
    proxy.set(Mode.LATENCY, 60_000);
    cache.put(KEY, SMALL);
    await().until(() -> caches.guard().failedUploads() == 1);
    assertThat(caches.guard().lastFailure()).get(STRING).contains("S3 did not answer in time");
    proxy.pass();
    S3Client naive = naive(server.port());
    String applied = tag(naive);
    assertThatThrownBy(
            () ->
                naive.putObject(
                    b -> b.bucket(S3Server.BUCKET).key(name()).ifNoneMatch("*"),
                    RequestBody.fromBytes(new byte[1])))
        .as("for a client that does not know that it was applied")
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));

    await()
        .untilAsserted(
            () -> {
              cache.put(KEY, SMALL);
              assertThat(caches.guard().uploads()).isPositive();
            });
    assertThat(tag(naive)).as("repeated").isEqualTo(applied);
    await().untilAsserted(() -> assertThat(cache.get(KEY)).contains(SMALL));
  }

  private String tag(S3Client client) {
    return client.headObject(b -> b.bucket(S3Server.BUCKET).key(name())).eTag();
  }

  @Test
  void S07_get_hugeObject_isRefusedBeforeItIsRead() throws IOException {
    naive(server.port())
        .putObject(
            b -> b.bucket(S3Server.BUCKET).key(name()),
            RequestBody.fromBytes(new byte[60 * MEGABYTE]));
    CompilationCache cache = caches.open(builder().maximumEntryBytes(MEGABYTE).build());
    long before = proxy.answered();
    assertThat(cache.get(KEY)).isEmpty();
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.TOO_LARGE)).isEqualTo(1);
    // Bytes in the buffers of sockets were sent and not read.
    assertThat(proxy.answered() - before).isLessThan(20 * MEGABYTE);
    before = proxy.answered();
    assertThat(plainGet()).hasSize(60 * MEGABYTE);
    assertThat(proxy.answered() - before).isGreaterThan(60 * MEGABYTE);
  }

  @Test
  void S09_get_answerCutShort_isAMiss() throws IOException {
    CompilationCache cache = caches.open(store(), b -> b.failures(63));
    caches.put(cache, LARGE);
    for (Mode mode : List.of(Mode.RESET_AFTER, Mode.CLOSE_AFTER)) {
      for (int bytes : new int[] {0, 10, 3000, MEGABYTE, 8 * MEGABYTE}) {
        proxy.set(mode, bytes);
        assertThat(cache.get(KEY)).as("%s %d", mode, bytes).isEmpty();
        proxy.pass();
        assertThat(cache.get(KEY)).as("after %s %d", mode, bytes).contains(LARGE);
      }
    }
    proxy.set(Mode.CLOSE_AFTER, MEGABYTE);
    if (Runtime.version().feature() < 21) {
      assertThat(plainGet().length).as("and no error").isLessThan(MEGABYTE);
    } else {
      assertThatThrownBy(this::plainGet).hasMessageContaining("Premature EOF");
    }
  }

  @Test
  void S09_get_objectCutShort_isAMiss() throws IOException {
    CompilationCache cache = caches.open(store());
    caches.put(cache, SMALL);
    byte[] stored = plainGet();
    S3Client other = naive(server.port());
    int cuts = 0;
    for (int length : new int[] {1, 100, 5000, stored.length - 1}) {
      other.putObject(
          b -> b.bucket(S3Server.BUCKET).key(name()),
          RequestBody.fromBytes(Arrays.copyOf(stored, length)));
      assertThat(plainGet()).as("and no error").hasSize(length);
      assertThat(cache.get(KEY)).as("%d bytes", length).isEmpty();
      assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.CORRUPT)).isEqualTo(++cuts);
    }
  }

  @Test
  void S10_get_flippedBit_isAMiss() throws IOException {
    CompilationCache cache = caches.open(store());
    caches.put(cache, SMALL);
    byte[] stored = plainGet();
    proxy.set(Mode.FLIP, 5000);
    assertThat(plainGet()).as("not noticed").hasSameSizeAs(stored).isNotEqualTo(stored);

    proxy.set(Mode.FLIP, 5000);
    assertThat(cache.get(KEY)).isEmpty();
    proxy.pass();
    // The client detected it by the server's checksum: the object itself is unchanged.
    assertThat(cache.get(KEY)).contains(SMALL);
  }

  @Test
  void S10_get_objectDamagedInTheBucket_isDeletedAndHeals() throws IOException {
    CompilationCache cache = caches.open(store());
    caches.put(cache, SMALL);
    byte[] stored = plainGet();
    stored[5000] ^= 1;
    naive(server.port())
        .putObject(b -> b.bucket(S3Server.BUCKET).key(name()), RequestBody.fromBytes(stored));
    assertThat(cache.get(KEY)).isEmpty();
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.CORRUPT)).isEqualTo(1);
    caches.put(cache, SMALL);
    assertThat(cache.get(KEY)).contains(SMALL);
  }

  @Test
  void S11_get_poisonedEntry_isRefusedBeforeItTouchesTheDisk() throws IOException {
    Artifact evil = Artifact.of(Bodies.random(9, 10_000));
    KeyRing others = KeyRing.of("ours", Bodies.random(3, 32));
    for (Integrity forged : List.of(Integrity.checksum(), Integrity.hmac(others))) {
      caches.put(caches.open(store(), forged), evil);
      CompilationCache cache = caches.openWithDisk(store());
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.UNAUTHENTIC)).isEqualTo(1);
      assertThat(caches.diskEntries()).isEmpty();
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.MISS)).as("gone").isEqualTo(1);
    }
    CompilationCache trusting = caches.open(store(), Integrity.checksum());
    caches.put(trusting, evil);
    assertThat(trusting.get(KEY)).as("without a secret it is accepted").contains(evil);
  }

  @Test
  void S11_get_validEntryOfAnotherKey_isRefused() throws IOException {
    CompilationCache cache = caches.openWithDisk(store());
    CacheKey other = CacheKey.parse("cd".repeat(32));
    cache.put(other, SMALL);
    await().until(() -> caches.guard().uploads() == 1);
    S3Client thief = naive(server.port());
    thief.copyObject(
        b ->
            b.sourceBucket(S3Server.BUCKET)
                .sourceKey(prefix + "v1/" + other)
                .destinationBucket(S3Server.BUCKET)
                .destinationKey(name()));
    assertThat(plainGet())
        .as("accepted by a client that does not check")
        .hasSizeGreaterThan(10_000);
    assertThat(cache.get(KEY)).isEmpty();
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.UNAUTHENTIC)).isEqualTo(1);
    assertThat(caches.diskEntries()).hasSize(1);
  }

  @Test
  void S12_get_endlessAnswer_isCutOff() throws IOException {
    CompilationCache cache = caches.open(store(), b -> b.failures(63));
    caches.put(cache, SMALL);
    assertThat(cache.get(KEY)).contains(SMALL);
    String tag = "HTTP/1.1 200 OK\r\nETag: \"1\"\r\n";
    for (String front :
        List.of(
            tag + "Content-Length: 1099511627776\r\n\r\n",
            tag + "Content-Length: 100000\r\n\r\n",
            tag + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
            tag + "\r\n",
            "HTTP/1.1 200 OK\r\nX: ")) {
      proxy.setEndless(front.getBytes(StandardCharsets.US_ASCII));
      long before = proxy.answered();
      assertThat(cache.get(KEY)).as(front).isEmpty();
      assertThat(settled(proxy) - before).as(front).isLessThan(64L * MEGABYTE);
      proxy.pass();
    }
    caches.put(caches.open(store()), SMALL);

    proxy.setEndless((tag + "\r\n").getBytes(StandardCharsets.US_ASCII));
    long before = proxy.answered();
    try (InputStream endless = plainOpen()) {
      for (long read = 0; read < 80L * MEGABYTE; ) {
        read += endless.readNBytes(MEGABYTE).length;
      }
    }
    assertThat(proxy.answered() - before).as("it never ends").isGreaterThan(64L * MEGABYTE);
  }

  @Test
  void S12_get_endlessRefusal_isCutOff() throws IOException {
    String nested = "HTTP/1.1 500 Broken\r\n\r\n" + "<a>".repeat(100_000);
    proxy.setEndless(nested.getBytes(StandardCharsets.US_ASCII));
    CompilationCache cache = caches.open(store(), b -> b.timeout(minutes(1)));
    long before = proxy.answered();
    assertThat(cache.get(KEY)).isEmpty();
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.ERROR)).isEqualTo(1);
    assertThat(settled(proxy) - before).isLessThan(64L * MEGABYTE);

    int length = 3 * MEGABYTE;
    String whole = "HTTP/1.1 500 Broken\r\nContent-Length: " + length + "\r\n\r\n";
    proxy.setEndless((whole + "<a>".repeat(length / 3)).getBytes(StandardCharsets.US_ASCII));
    S3Client naive = naive(proxy.port());
    long start = proxy.answered();
    // Its stack overflows, or it retries: that depends on the JVM.
    assertThatThrownBy(() -> naive.getObjectAsBytes(b -> b.bucket(S3Server.BUCKET).key(name())));
    assertThat(proxy.answered() - start).as("read completely").isGreaterThan(length);
  }

  @Test
  void S14_get_silentServer_isRetriedOnceWithinItsTime() {
    S3Store store = opened(builder().timeout(millis(600)).coldStart(Duration.ZERO).build());
    S3Client naive =
        opened(
            client(proxy.port())
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(millis(300)))
                .build());
    proxy.set(Mode.BLACK_HOLE, 0);
    long before = proxy.accepted();
    assertThatThrownBy(() -> naive.getObject(b -> b.bucket(S3Server.BUCKET).key(name())));
    assertThat(proxy.accepted() - before).as("its attempts").isGreaterThan(2);

    before = proxy.accepted();
    long start = System.nanoTime();
    assertThatThrownBy(() -> store.get(KEY)).hasMessage("S3 did not answer in time");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BUSY);
    assertThat(proxy.accepted() - before).isLessThanOrEqualTo(2);
  }

  @Test
  void S15_put_ofTwoVersionsInOneBucket_overwritesNothing() throws IOException {
    CompilationCache ours = caches.open(store());
    caches.put(ours, SMALL);
    CompilationCache others = caches.open(builder().prefix(prefix + "staging/").build());
    assertThat(others.get(KEY)).isEmpty();
    caches.put(others, LARGE);
    assertThat(ours.get(KEY)).contains(SMALL);
    assertThat(others.get(KEY)).contains(LARGE);

    byte[] first = plainGet();
    caches.put(caches.open(store()), LARGE);
    assertThat(plainGet()).as("the first one stays").isEqualTo(first);
    naive(server.port())
        .putObject(b -> b.bucket(S3Server.BUCKET).key(name()), RequestBody.fromBytes(new byte[1]));
    assertThat(plainGet()).as("a plain PUT overwrites").hasSize(1);
  }

  @Test
  void S16_failures_always_hideCredentials() throws Exception {
    String secret = "s3cr3tAccessKey";
    S3Server strict = S3Server.s3proxy();
    StringBuilder shown = new StringBuilder();
    try (CapturedLog log = new CapturedLog()) {
      for (String address :
          List.of(
              "http://127.0.0.1:" + strict.port(),
              "http://127.0.0.1:" + ServerProcess.freePort(),
              "http://nowhere.invalid")) {
        S3Store store =
            S3Store.builder(S3Server.BUCKET)
                .endpoint(URI.create(address))
                .pathStyle(true)
                .credentialsProvider(credentials(S3Server.ACCESS_KEY, secret))
                .build();
        CompilationCache cache = caches.open(store);
        assertThat(cache.get(KEY)).isEmpty();
        cache.put(KEY, SMALL);
        await().until(() -> caches.guard().queuedUploads() == 0);
        shown.append(caches.guard()).append(store);
        try {
          store.get(KEY);
        } catch (IOException e) {
          shown.append(everything(e));
        }
      }
      shown.append(log.text());
    }
    assertThat(shown.toString())
        .contains("ended as", "S3 answered 403")
        .doesNotContain(secret)
        .as("the harness finds a leak")
        .contains("127.0.0.1");
  }

  @Test
  void get_sharedHit_isCopiedToTheDiskFromTheBytesInHand() throws IOException {
    caches.put(caches.open(store()), SMALL);
    CompilationCache cache = caches.openWithDisk(store());
    long before = proxy.answered();
    assertThat(cache.get(KEY)).contains(SMALL);
    long once = proxy.answered() - before;
    assertThat(once).as("the object, and a header").isBetween(10_000L, 15_000L);
    assertThat(caches.diskEntries()).hasSize(1);
    for (int i = 0; i < 10; i++) {
      assertThat(cache.get(KEY)).contains(SMALL);
    }
    assertThat(proxy.answered() - before).as("served by the disk").isEqualTo(once);
  }

  /** Parses it like a URL. */
  private byte[] plainGet() throws IOException {
    try (InputStream content = plainOpen()) {
      return content.readAllBytes();
    }
  }

  private InputStream plainOpen() throws IOException {
    String address = "http://127.0.0.1:%d/%s/%s".formatted(proxy.port(), S3Server.BUCKET, name());
    HttpURLConnection connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
    // A separate connection.
    connection.setRequestProperty("Connection", "close");
    return connection.getInputStream();
  }

  private String name() {
    return prefix + "v1/" + KEY;
  }

  private static StaticCredentialsProvider credentials(String id, String secret) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret));
  }

  private static S3ClientBuilder client(int port) {
    return S3Client.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + port))
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY));
  }

  private S3Client naive(int port) {
    return opened(client(port).build());
  }

  private S3StoreBuilder builder() {
    return S3StoreContract.builder(proxy.port()).prefix(prefix);
  }

  private S3Store store() {
    return builder().build();
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }
}
