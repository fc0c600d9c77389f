package dev.wasmcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.Artifact;
import dev.wasmcache.Bodies;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CacheMode;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompilationCacheBuilder;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.Lease;
import dev.wasmcache.SharedTier;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that receive the answer to another request. */
final class MixedUpAnswersTest extends RedisTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final KeyRing SECRET = KeyRing.of("ours", new byte[32]);
  private static final int COUNT = 12;

  private MeddlingProxy proxy;
  private CompilationCache guarded;

  @BeforeEach
  void fill() throws Exception {
    fill(SECRET);
    proxy = opened(new MeddlingProxy(server.port()));
  }

  /** The answer comes twice in one packet. */
  @Test
  void S20_get_answerComesTwice_staysAHit() throws Exception {
    CompilationCache cache = guarded();
    assertAllAreHits(cache);
    AtomicInteger left = new AtomicInteger(3);
    proxy.meddle(
        (request, answer, before, connection) ->
            request.equals("GETRANGE") && left.getAndDecrement() > 0
                ? joined(answer, answer)
                : answer);
    for (int round = 0; round < 3; round++) {
      assertAllAreHits(cache);
    }
    assertNothingIsHeldAgainstTheStore(cache);
  }

  /** One answer too many was sent at some point, and each request receives the previous answer. */
  @Test
  void S20_get_connectionOutOfStep_isReplacedAndStaysAHit() throws Exception {
    CompilationCache cache = guarded();
    assertAllAreHits(cache);
    int behind = proxy.connections();
    proxy.meddle((request, answer, before, connection) -> connection <= behind ? before : answer);
    int rounds = 5;
    for (int round = 0; round < rounds; round++) {
      assertAllAreHits(cache);
    }
    assertNothingIsHeldAgainstTheStore(cache);
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.HIT))
        .isEqualTo((1 + rounds) * COUNT);
    assertThat(proxy.connections() - behind).as("replaced").isLessThanOrEqualTo(4);
  }

  @Test
  void S20_get_everyNewConnectionFallsOutOfStepAfterSomeAnswers_staysAHit() throws Exception {
    CompilationCache cache = guarded();
    List<AtomicInteger> answers = new ArrayList<>();
    proxy.meddle(
        (request, answer, before, connection) -> {
          if (!request.equals("GETRANGE")) {
            return answer;
          }
          synchronized (answers) {
            while (answers.size() <= connection) {
              answers.add(new AtomicInteger());
            }
          }
          return answers.get(connection).incrementAndGet() > 7 ? before : answer;
        });
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < COUNT; i++) {
        Optional<Artifact> found = cache.get(key(i));
        // If neither connection works, nothing is known about the entry, and nothing is reported
        // about it.
        assertThat(found.isEmpty() || found.get().equals(artifact(i))).isTrue();
      }
    }
    TierStats stats = cache.stats().tier(Tier.SHARED);
    assertThat(stats.requests(Outcome.UNAUTHENTIC)).isZero();
    assertThat(stats.requests(Outcome.CORRUPT)).isZero();
    assertThat(stats.deletions()).isZero();
    proxy.pass();
    await().atMost(PATIENCE).untilAsserted(() -> assertAllAreHits(cache));
  }

  @Test
  void S21_get_answerIsLost_isATimeoutAndThenAHit() throws Exception {
    CompilationCache cache =
        guarded(RedisStore.builder(proxy.uri()).commandTimeout(Duration.ofMillis(500)).build());
    assertAllAreHits(cache);
    AtomicInteger left = new AtomicInteger(1);
    proxy.meddle(
        (request, answer, before, connection) -> left.getAndDecrement() > 0 ? null : answer);
    assertThat(cache.get(key(0))).isEmpty();
    for (int round = 0; round < 3; round++) {
      assertAllAreHits(cache);
    }
    assertNothingIsHeldAgainstTheStore(cache);
  }

  @Test
  void S22_get_twoAnswersAreSwapped_areHits() throws Exception {
    CompilationCache cache = guarded();
    assertAllAreHits(cache);
    int swapped = proxy.connections();
    AtomicReference<byte[]> held = new AtomicReference<>();
    CountDownLatch both = new CountDownLatch(1);
    proxy.meddle(
        (request, answer, before, connection) -> {
          if (connection > swapped || !request.equals("GETRANGE") || both.getCount() == 0) {
            return answer;
          }
          if (held.compareAndSet(null, answer)) {
            return null;
          }
          both.countDown();
          return joined(answer, held.get());
        });
    List<FutureTask<Optional<Artifact>>> reads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      CacheKey key = key(i);
      reads.add(new FutureTask<>(() -> cache.get(key)));
      new Thread(reads.get(i)).start();
    }
    assertThat(reads.get(0).get()).contains(artifact(0));
    assertThat(reads.get(1).get()).contains(artifact(1));
    assertAllAreHits(cache);
    assertNothingIsHeldAgainstTheStore(cache);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":1\r\n",
        "$-1\r\n",
        "_\r\n",
        "*-1\r\n",
        "*0\r\n",
        "+OK\r\n",
        "#t\r\n",
        ",1.5\r\n"
      })
  void S23_get_answerOfAnotherKind_isNoMissAndNoException(String kind) throws Exception {
    CompilationCache cache = guarded();
    assertAllAreHits(cache);
    int odd = proxy.connections();
    proxy.meddle(
        (request, answer, before, connection) ->
            connection <= odd ? FakeRedis.bytes(kind) : answer);
    for (int round = 0; round < 2; round++) {
      assertAllAreHits(cache);
    }
    assertNothingIsHeldAgainstTheStore(cache);
  }

  @Test
  void S24_get_chunksOutOfStep_isAHit() throws Exception {
    CacheKey large = key(100);
    Artifact chunked = Artifact.of(Bodies.random(100, 6 * 1024 * 1024));
    try (CompilationCache filling = filling(SECRET)) {
      filling.put(large, chunked);
    }
    CompilationCache cache = guarded();
    assertThat(cache.get(large)).contains(chunked);
    int behind = proxy.connections();
    AtomicInteger seen = new AtomicInteger();
    // From the third piece on.
    proxy.meddle(
        (request, answer, before, connection) ->
            connection <= behind && request.equals("GETRANGE") && seen.incrementAndGet() > 3
                ? before
                : answer);
    assertThat(cache.get(large)).contains(chunked);
    assertAllAreHits(cache);
    assertNothingIsHeldAgainstTheStore(cache);
  }

  /** Each kind of answer in turn, on the connection for writes. */
  @ParameterizedTest
  @ValueSource(strings = {"before", ":1\r\n", "$-1\r\n", "_\r\n", "+OK\r\n", "*0\r\n"})
  void S25_writes_answersOfOtherRequests_doNotDecide(String kind) throws Exception {
    RedisStore store = opened(store(proxy.uri()));
    RedisStore other = opened(store(server.uri()));
    CacheKey held = key(200);
    CacheKey free = key(201);
    Lease others = other.tryLease(held, PATIENCE).orElseThrow();
    // So that a connection for writes exists.
    assertThat(store.delete(key(202))).isFalse();
    for (int round = 0; round < 3; round++) {
      int odd = proxy.connections();
      proxy.meddle(
          (request, answer, before, connection) ->
              connection > odd ? answer : kind.equals("before") ? before : FakeRedis.bytes(kind));
      switch (round) {
        case 0 -> {
          assertThat(store.tryLease(held, PATIENCE)).isEmpty();
          assertThat(store.tryLease(free, PATIENCE)).isPresent();
          assertThat(store.tryLease(held, PATIENCE)).isEmpty();
          assertThat(store.tryLease(free, PATIENCE)).isEmpty();
        }
        case 1 -> {
          store.put(key(203), new FixedEntry(1000));
          store.put(key(204), new FixedEntry(6 * 1024 * 1024));
          assertThat(read(other, key(203))).hasSize(1000);
          assertThat(read(other, key(204))).hasSize(6 * 1024 * 1024);
        }
        default -> {
          assertThat(store.delete(key(205))).isFalse();
          assertThat(store.delete(key(203))).isTrue();
          assertThat(store.delete(key(204))).isTrue();
          assertThat(other.get(key(203))).isEmpty();
        }
      }
    }
    others.close();
    assertThat(store.tryLease(held, PATIENCE)).isPresent();
  }

  @Test
  void S26_get_forgedEntries_areUnauthenticOnceEachAtTheCostOfOneConnection() throws Exception {
    forge();
    CompilationCache cache = guarded();
    for (int i = 0; i < COUNT; i++) {
      assertThat(cache.get(key(i))).isEmpty();
    }
    TierStats stats = cache.stats().tier(Tier.SHARED);
    assertThat(stats.requests(Outcome.UNAUTHENTIC)).isEqualTo(COUNT);
    assertThat(stats.deletions()).isEqualTo(COUNT);
    assertThat(stats.deletionFailures()).isZero();
    assertThat(plain.commands().keys("*")).isEmpty();
    assertThat(proxy.connections()).as("to read, to read again, to write").isEqualTo(3);
  }

  @Test
  void S26_get_forgedEntryThatStays_doesNotConnectAtEachRead() throws Exception {
    forge();
    CompilationCache cache =
        guarded(store(proxy.uri()), CompilationCache.builder().mode(CacheMode.READ_ONLY));
    for (int i = 0; i < 200; i++) {
      assertThat(cache.get(key(i % COUNT))).isEmpty();
    }
    TierStats stats = cache.stats().tier(Tier.SHARED);
    assertThat(stats.requests(Outcome.UNAUTHENTIC)).isEqualTo(200);
    assertThat(stats.deletions()).isZero();
    assertThat(proxy.connections()).isLessThan(20);
  }

  private static void forge() {
    plain.commands().flushall();
    fill(KeyRing.of("ours", Bodies.random(3, 32)));
  }

  private static void fill(KeyRing secret) {
    try (CompilationCache filling = filling(secret)) {
      for (int i = 0; i < COUNT; i++) {
        filling.put(key(i), artifact(i));
      }
    }
  }

  private static CompilationCache filling(KeyRing secret) {
    return CompilationCache.builder()
        .shared(store(server.uri()))
        .timeout(PATIENCE)
        .integrity(Integrity.hmac(secret))
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$-1\r\n", "_\r\n", "*-1\r\n"})
  void S31_anyCall_nothingWhereAValueIsDue_isANamedFailure(String nothing) throws Exception {
    FakeRedis.Script script =
        (request, arguments, connection) ->
            FakeRedis.bytes(request.equals("HELLO") ? FakeRedis.HELLO : nothing);
    try (FakeRedis fake = new FakeRedis(script);
        RedisStore store = store(fake.uri())) {
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> store.get(key(0)),
              () -> store.peek(key(0)),
              () -> store.delete(key(0)),
              () -> store.put(key(0), new FixedEntry(1000)),
              () -> store.put(key(0), new FixedEntry(6 * 1024 * 1024)),
              () -> store.tryLease(key(0), PATIENCE))) {
        assertThatThrownBy(call)
            .isInstanceOf(IOException.class)
            .hasMessageContaining("null instead of a string");
      }
    }
  }

  /** Login, topology and Sentinel need not work, but must fail as a store fails. */
  @ParameterizedTest
  @ValueSource(strings = {"$-1\r\n", "_\r\n", "*-1\r\n", ":1\r\n", "+\r\n", "*0\r\n"})
  void S31_connect_nothingWhereAValueIsDue_isANamedFailureIfAny(String nothing) throws Exception {
    FakeRedis.Script script = (request, arguments, connection) -> FakeRedis.bytes(nothing);
    try (FakeRedis fake = new FakeRedis(script)) {
      List<RedisStoreBuilder> ways =
          List.of(
              RedisStore.builder(fake.uri()),
              RedisStore.builder(fake.uri()).cluster(new RedisURI[0]),
              RedisStore.builder("redis-sentinel://127.0.0.1:" + fake.port() + "/0#master"));
      for (RedisStoreBuilder way : ways) {
        try (RedisStore store = way.connectTimeout(PATIENCE).commandTimeout(PATIENCE).build()) {
          boolean unused = store.get(key(0)).isPresent();
        } catch (IOException e) {
          assertThat(e).hasMessageContaining("Redis");
        }
      }
    }
  }

  private void assertAllAreHits(CompilationCache cache) {
    for (int i = 0; i < COUNT; i++) {
      assertThat(cache.get(key(i)))
          .as("entry %d: %s", i, guard().lastFailure())
          .contains(artifact(i));
    }
  }

  private void assertNothingIsHeldAgainstTheStore(CompilationCache cache) {
    TierStats stats = cache.stats().tier(Tier.SHARED);
    assertThat(stats.requests(Outcome.UNAUTHENTIC)).as("unauthentic").isZero();
    assertThat(stats.requests(Outcome.CORRUPT)).as("corrupt").isZero();
    assertThat(stats.deletions()).as("deletions").isZero();
    assertThat(guard().up()).as("up").isTrue();
    assertThat(plain.commands().keys("*")).hasSizeGreaterThanOrEqualTo(COUNT);
  }

  private CompilationCache guarded() {
    return guarded(store(proxy.uri()));
  }

  private CompilationCache guarded(RedisStore store) {
    return guarded(store, CompilationCache.builder());
  }

  private CompilationCache guarded(RedisStore store, CompilationCacheBuilder builder) {
    SharedTier shared = SharedTier.builder(store).timeout(PATIENCE).uploadTimeout(PATIENCE).build();
    guarded = opened(builder.shared(shared).integrity(Integrity.hmac(SECRET)).build());
    return guarded;
  }

  private GuardStats guard() {
    return guarded.stats().tier(Tier.SHARED).guard();
  }

  private static RedisStore store(String uri) {
    return RedisStore.builder(uri).connectTimeout(PATIENCE).commandTimeout(PATIENCE).build();
  }

  private static CacheKey key(int number) {
    byte[] bytes = new byte[CacheKey.LENGTH];
    bytes[0] = 1;
    bytes[31] = (byte) number;
    return CacheKey.of(bytes);
  }

  private static Artifact artifact(int number) {
    return Artifact.of(Bodies.random(number, 3_000 + number));
  }

  private static byte[] read(RedisStore store, CacheKey key) throws IOException {
    try (StoredEntry entry = store.get(key).orElseThrow()) {
      return entry.content().readAllBytes();
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
