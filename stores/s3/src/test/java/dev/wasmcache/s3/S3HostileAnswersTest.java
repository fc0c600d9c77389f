package dev.wasmcache.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.wasmcache.Artifact;
import dev.wasmcache.Bodies;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.SharedTier;
import dev.wasmcache.servers.CapturedLog;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that announces more than it sends, sends more than it may, or mixes answers up. */
final class S3HostileAnswersTest {

  private static final int MEGABYTE = 1024 * 1024;
  private static final CacheKey KEY = key(0);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int COUNT = 8;

  private FakeS3 server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeS3();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void S32_get_announcesMoreThanItSends_allocatesForWhatCame() throws Exception {
    server.script(
        (method, path, good, before, connection) ->
            FakeS3.bytes(
                "HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\nConnection: close\r\n\r\nfew"));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (S3Store store = store()) {
      // To load its classes.
      read(store, threads);
      assertThat(read(store, threads)).isLessThan(8L * MEGABYTE);
    }
  }

  /** Reads, and returns how many bytes were allocated. */
  private static long read(S3Store store, ThreadMXBean threads) {
    SharedTier shared = SharedTier.builder(store).timeout(PATIENCE).build();
    CompilationCache cache = CompilationCache.builder().shared(shared).build();
    long before = total(threads);
    boolean unused = cache.get(KEY).isPresent();
    return total(threads) - before;
  }

  private static long total(ThreadMXBean threads) {
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }

  @Test
  void S32_get_noLengthOrAnImpossibleOne_isANamedFailure() throws Exception {
    try (S3Store store = store()) {
      server.always(
          FakeS3.bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"));
      assertThatThrownBy(() -> store.get(KEY)).hasMessageContaining("how long its answer is");
      for (String length : new String[] {"99999999999", "9223372036854775807"}) {
        server.always(FakeS3.bytes("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n"));
        assertThatThrownBy(() -> store.get(KEY)).hasMessageContaining("the limit in S3 is");
      }
    }
  }

  @Test
  void S33_get_packedAnswer_isRefusedUnpacked() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
      out.write(new byte[50 * MEGABYTE]);
    }
    try (S3Store store = store()) {
      for (String status : new String[] {"200 OK", "403 Forbidden", "500 Broken"}) {
        server.always(FakeS3.answer(status, "Content-Encoding: gzip\r\n", bomb.toByteArray()));
        assertThatThrownBy(() -> store.get(KEY))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("a compressed answer");
        assertThatThrownBy(() -> store.keys(null, 10)).hasMessageContaining("a compressed answer");
      }
    }
  }

  @Test
  void S33_anyCall_tooManyHeadersOrTooLong_isANamedFailure() throws Exception {
    try (S3Store store = store()) {
      for (String headers :
          new String[] {
            "x-amz-meta-a: 1\r\n".repeat(300), "x-amz-meta-a: " + "1".repeat(100_000) + "\r\n"
          }) {
        server.always(FakeS3.answer("200 OK", headers, new byte[10]));
        assertThatThrownBy(() -> store.get(KEY)).hasMessageContaining("headers of");
        assertThatThrownBy(() -> store.delete(KEY)).hasMessageContaining("headers of");
      }
    }
  }

  @Test
  void S34_keys_endlessListings_areNamedFailures() throws Exception {
    try (S3Store store = store()) {
      server.always(
          FakeS3.answer(
              "200 OK", "", FakeS3.bytes("<ListBucketResult>" + "<a>x</a>".repeat(MEGABYTE))));
      assertThatThrownBy(() -> store.keys(null, 10)).hasStackTraceContaining("more than 2097152");
      server.always(FakeS3.answer("200 OK", "", FakeS3.bytes("<a>".repeat(100_000))));
      assertThatThrownBy(() -> store.keys(null, 10)).hasStackTraceContaining("more than 32 deep");

      int[] page = {0};
      server.script(
          (method, path, good, before, connection) ->
              FakeS3.answer(
                  "200 OK",
                  "",
                  FakeS3.bytes(
                      "<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>%08d</Key></Contents></ListBucketResult>"
                          .formatted(page[0]++))));
      assertThatThrownBy(() -> store.keys(null, 10)).hasMessageContaining("S3 listed 100 pages");
    }
  }

  @Test
  void S34_put_successWithAnEndlessText_isBounded() throws Exception {
    byte[] text = FakeS3.answer("200 OK", "", FakeS3.bytes("<a>".repeat(3 * MEGABYTE)));
    try (S3Store store = store()) {
      server.always(text);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      try {
        boolean unused = store.tryLease(KEY, PATIENCE).isPresent();
      } catch (IOException e) {
        // Either is correct.
      }
      long start = total(threads);
      try {
        boolean unused = store.tryLease(key(1), PATIENCE).isPresent();
      } catch (IOException e) {
        // Either is correct.
      }
      // The test server copies nothing.
      assertThat(total(threads) - start).isLessThan(4L * MEGABYTE);
    }
  }

  @Test
  void S35_get_answersOutOfStep_isAHitAndRecovers() throws Exception {
    SharedTier shared = SharedTier.builder(store()).timeout(PATIENCE).build();
    try (CompilationCache cache =
        CompilationCache.builder().shared(shared).integrity(Integrity.hmac(secret(0))).build()) {
      fill(0);
      for (int i = 0; i < COUNT; i++) {
        assertThat(cache.get(key(i))).contains(artifact(i));
      }
      int behind = server.connections();
      server.script(
          (method, path, good, before, connection) ->
              connection <= behind && before.length > 0 ? before : good);
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < COUNT; i++) {
          assertThat(cache.get(key(i)))
              .as("%d: %s", i, cache.stats().tier(Tier.SHARED).guard())
              .contains(artifact(i));
        }
      }
      TierStats stats = cache.stats().tier(Tier.SHARED);
      assertThat(stats.requests(Outcome.UNAUTHENTIC)).isZero();
      assertThat(stats.requests(Outcome.CORRUPT)).isZero();
      assertThat(stats.deletions()).isZero();
      assertThat(cache.stats().tier(Tier.SHARED).guard().up()).isTrue();
    }
  }

  @Test
  void S35_get_forgedObjects_areUnauthenticOnceEachWithoutNewConnections() throws Exception {
    fill(1);
    SharedTier shared = SharedTier.builder(store()).timeout(PATIENCE).build();
    try (CompilationCache cache =
        CompilationCache.builder().shared(shared).integrity(Integrity.hmac(secret(0))).build()) {
      for (int i = 0; i < COUNT; i++) {
        assertThat(cache.get(key(i))).isEmpty();
      }
      TierStats stats = cache.stats().tier(Tier.SHARED);
      assertThat(stats.requests(Outcome.UNAUTHENTIC)).isEqualTo(COUNT);
      assertThat(stats.deletions()).isEqualTo(COUNT);
      assertThat(server.objects()).isEmpty();
      assertThat(server.connections()).isLessThanOrEqualTo(6);
    }
  }

  @Test
  void S30_failure_textsOfTheServer_reachNoLogUncleaned() throws Exception {
    String evil = "\033[31mEvil\u0085\u2028\u202e" + "x".repeat(3000);
    server.always(
        FakeS3.answer(
            "403 Forbidden",
            "x-amz-request-id: \033[32mid\r\n",
            ("<?xml version=\"1.1\"?><Error><Code>&#27;[31mEvil\u2028</Code><Message>"
                    + evil
                    + "</Message></Error>")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    try (CapturedLog log = new CapturedLog();
        S3Store store = store();
        CompilationCache cache =
            CompilationCache.builder()
                .shared(store)
                .timeout(PATIENCE)
                .integrity(Integrity.hmac(secret(0)))
                .build()) {
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(log.text()).contains("ended as error").doesNotContain("\033", "\u2028", "\u202e");
      assertThatThrownBy(() -> store.get(KEY))
          .satisfies(e -> assertThat(e.toString()).doesNotContain("\033", "\u2028"));
    }
  }

  private void fill(int keys) {
    try (CompilationCache cache =
        CompilationCache.builder()
            .shared(store())
            .timeout(PATIENCE)
            .integrity(Integrity.hmac(secret(keys)))
            .build()) {
      for (int i = 0; i < COUNT; i++) {
        cache.put(key(i), artifact(i));
      }
    }
  }

  private static KeyRing secret(int number) {
    return KeyRing.of("ours", Bodies.random(number, 32));
  }

  private S3Store store() {
    return server.builder().timeout(Duration.ofSeconds(20)).build();
  }

  private static CacheKey key(int number) {
    byte[] bytes = new byte[CacheKey.LENGTH];
    bytes[0] = 1;
    bytes[31] = (byte) number;
    return CacheKey.of(bytes);
  }

  private static Artifact artifact(int number) {
    return Artifact.of(Bodies.random(number, 30_000 + number));
  }
}
