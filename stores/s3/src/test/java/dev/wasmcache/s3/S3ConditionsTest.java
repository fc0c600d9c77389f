package dev.wasmcache.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.wasmcache.Artifact;
import dev.wasmcache.Bodies;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Servers that do not support conditions: those that say so, and those that ignore them. None is
 * available as a program here, so a few lines simulate them.
 */
final class S3ConditionsTest {

  private static final CacheKey KEY = CacheKey.parse("ab".repeat(32));
  private static final Artifact FIRST = Artifact.of(Bodies.random(1, 1000));
  private static final Artifact SECOND = Artifact.of(Bodies.random(2, 1000));

  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile int answerToConditions;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::handle);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void put_serverThatRefusesConditions_goesOnWithout() {
    answerToConditions = 501;
    try (CompilationCache cache = cache()) {
      cache.put(KEY, FIRST);
      await().untilAsserted(() -> assertThat(cache.get(KEY)).contains(FIRST));
      objects.clear();
      cache.put(KEY, SECOND);
      await().untilAsserted(() -> assertThat(cache.get(KEY)).contains(SECOND));
    }
    assertThat(refused).as("requested again").hasValue(1);
  }

  @Test
  void put_serverThatIgnoresConditions_keepsWhatIsThere() {
    try (CompilationCache cache = cache()) {
      cache.put(KEY, FIRST);
      await().untilAsserted(() -> assertThat(cache.get(KEY)).contains(FIRST));
      cache.put(KEY, SECOND);
      await().until(() -> uploads(cache) == 2);
      assertThat(cache.get(KEY)).contains(FIRST);
    }
  }

  private static long uploads(CompilationCache cache) {
    return cache.stats().tier(Tier.SHARED).guard().uploads();
  }

  @Test
  void put_serverThatIsJustWritingIt_isDone() {
    answerToConditions = 409;
    try (CompilationCache cache = cache()) {
      cache.put(KEY, FIRST);
      assertThat(cache.stats().tier(Tier.SHARED).writes(Outcome.STORED)).isEqualTo(1);
    }
  }

  @Test
  void tryLease_serverWithoutConditions_isGivenToEverybody() throws IOException {
    for (int answer : new int[] {0, 501}) {
      answerToConditions = answer;
      try (S3Store store = builder().build()) {
        assertThat(store.tryLease(KEY, Duration.ofMinutes(1))).isPresent();
        assertThat(store.tryLease(KEY, Duration.ofMinutes(1))).isPresent();
      }
    }
  }

  @Test
  void put_serverThatRefuses_saysWhy() {
    answerToConditions = 403;
    try (S3Store store = builder().build()) {
      assertThatThrownBy(() -> store.tryLease(KEY, Duration.ofMinutes(1)))
          .isInstanceOf(IOException.class)
          .hasMessage("S3 answered 403 AccessDenied");
    }
  }

  @Test
  void get_bucketThatIsNotThere_isAnErrorAndNoMiss() throws IOException {
    try (S3Store store = builder().prefix("no-bucket/").build()) {
      assertThatThrownBy(() -> store.get(KEY)).hasMessage("S3 answered 404 NoSuchBucket");
    }
    try (S3Store store = builder().build()) {
      assertThat(store.get(KEY)).isEmpty();
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String name = exchange.getRequestURI().getPath();
      boolean conditional =
          exchange.getRequestHeaders().containsKey("If-None-Match")
              || exchange.getRequestHeaders().containsKey("If-Match");
      if (name.contains("no-bucket")) {
        error(exchange, 404, "NoSuchBucket");
      } else if (conditional && answerToConditions != 0) {
        exchange.getRequestBody().readAllBytes();
        refused.incrementAndGet();
        error(exchange, answerToConditions, code(answerToConditions));
      } else if (exchange.getRequestMethod().equals("PUT")) {
        objects.put(name, exchange.getRequestBody().readAllBytes());
        exchange.sendResponseHeaders(200, -1);
      } else if (objects.containsKey(name)) {
        byte[] body = objects.get(name);
        exchange.getResponseHeaders().set("ETag", "\"1\"");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : body.length);
        if (!head) {
          exchange.getResponseBody().write(body);
        }
      } else {
        error(exchange, 404, "NoSuchKey");
      }
    }
  }

  private static String code(int status) {
    return switch (status) {
      case 501 -> "NotImplemented";
      case 409 -> "ConditionalRequestConflict";
      default -> "AccessDenied";
    };
  }

  private static void error(HttpExchange exchange, int status, String code) throws IOException {
    byte[] body =
        ("<?xml version='1.0'?><Error><Code>" + code + "</Code><Message>no</Message></Error>")
            .getBytes();
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }

  private CompilationCache cache() {
    return CompilationCache.builder().shared(builder().build()).build();
  }

  private S3StoreBuilder builder() {
    return S3StoreContract.builder(server.getAddress().getPort());
  }
}
