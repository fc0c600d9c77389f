package dev.wasmcache.redis;

import static dev.wasmcache.servers.GuardedCaches.BUSY;
import static dev.wasmcache.servers.GuardedCaches.MEGABYTE;
import static dev.wasmcache.servers.GuardedCaches.PATIENCE;
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
import dev.wasmcache.CompileRequest;
import dev.wasmcache.Fingerprint;
import dev.wasmcache.ForwardingStore;
import dev.wasmcache.Integrity;
import dev.wasmcache.KeyRing;
import dev.wasmcache.servers.CapturedLog;
import dev.wasmcache.servers.FaultProxy;
import dev.wasmcache.servers.FaultProxy.Mode;
import dev.wasmcache.servers.GuardedCaches;
import dev.wasmcache.servers.RedisServer;
import dev.wasmcache.servers.ServerProcess;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The numbered faults of a shared tier, with Redis. Each test also shows what happens to a client
 * without precautions: a fault that does not show there would prove nothing here.
 */
final class RedisFaultsTest extends RedisTest {

  private static final CompileRequest REQUEST =
      CompileRequest.of(
          new byte[] {0, 'a', 's', 'm'}, new Fingerprint("test", "1", Map.of(), "any", 1, 0));
  private static final CacheKey KEY = REQUEST.key();
  private static final String NAME = "wasm-cache:v1:{" + KEY.toHex() + "}";
  private static final Artifact SMALL = Artifact.of(Bodies.random(1, 10_000));
  private static final Artifact LARGE = Artifact.of(Bodies.random(2, 6 * MEGABYTE));

  @TempDir Path directory;

  private FaultProxy proxy;
  private GuardedCaches caches;

  @BeforeEach
  void openProxy() throws IOException {
    proxy = opened(new FaultProxy(server.port()));
    caches = new GuardedCaches(directory, KEY, this::opened);
  }

  @AfterEach
  void pass() {
    proxy.pass();
  }

  @Test
  void S01_build_serverDown_worksAndHealsByItself() throws Exception {
    int port = ServerProcess.freePort();
    assertThatThrownBy(() -> new PlainRedis(port)).isInstanceOf(RedisConnectionException.class);

    CompilationCache cache = caches.open(store(port), b -> b.pause(millis(50), millis(200)));
    assertThat(cache.getOrCompile(REQUEST, request -> SMALL)).isEqualTo(SMALL);
    RedisServer late = opened(RedisServer.startOn(port));
    await()
        .untilAsserted(
            () -> {
              cache.put(KEY, SMALL);
              assertThat(cache.get(KEY)).contains(SMALL);
              assertThat(caches.guard().up()).isTrue();
            });
    assertThat(late.port()).isEqualTo(port);
  }

  @Test
  void S02_get_serverGone_costsNothing() throws Exception {
    RedisServer mortal = opened(RedisServer.start());
    PlainRedis naive = opened(new PlainRedis(mortal.port(), Duration.ofMillis(200)));
    CompilationCache cache =
        caches.open(store(mortal.port()), b -> b.pause(minutes(1), minutes(1)));
    caches.put(cache, SMALL);
    mortal.stop();
    for (int i = 0; i < 3; i++) {
      assertThat(cache.get(KEY)).isEmpty();
    }

    assertThat(fastest(3, () -> naive.get(NAME))).isGreaterThan(Duration.ofMillis(150));
    assertThat(fastest(1000, () -> cache.get(KEY))).isLessThan(Duration.ofMillis(1));
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.SKIPPED))
        .isGreaterThanOrEqualTo(1000);
  }

  @Test
  void S03_get_serverFrozen_takesNoLongerThanItsBudgetAndThenNothing() throws Exception {
    RedisServer frozen = opened(RedisServer.start());
    PlainRedis naive = opened(new PlainRedis(frozen.port()));
    CompilationCache cache =
        caches.open(
            store(frozen.port()), b -> b.timeout(millis(300)).pause(millis(100), millis(200)));
    // Requests that the cache sends while it starts would otherwise hit the first fault and count.
    await().until(() -> naive.calls("getrange") == 1);
    caches.put(cache, SMALL);
    frozen.freeze();
    try {
      Future<byte[]> waits = naive.async().get(PlainRedis.bytes(NAME));
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        assertThat(cache.get(KEY)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BUSY);
      }
      assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.TIMEOUT)).isEqualTo(3);
      assertThat(fastest(1000, () -> cache.get(KEY))).isLessThan(Duration.ofMillis(1));
      assertThatThrownBy(() -> waits.get(0, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    } finally {
      frozen.thaw();
    }
    await().untilAsserted(() -> assertThat(cache.get(KEY)).contains(SMALL));
  }

  @Test
  void S04_get_serverThatComesAndGoes_isTriedRarely() throws Exception {
    CompilationCache cache = caches.open(store(proxy.port()), b -> b.pause(millis(50), minutes(1)));
    caches.put(cache, SMALL);
    proxy.set(Mode.REFUSE, 0);
    proxy.cut();
    long before = proxy.accepted();
    for (int i = 0; i < 30; i++) {
      assertThatThrownBy(() -> new PlainRedis(proxy.port()));
    }
    assertThat(proxy.accepted() - before).as("each one tries").isEqualTo(30);

    before = proxy.accepted();
    for (int i = 0; i < 2000; i++) {
      assertThat(cache.get(KEY)).isEmpty();
    }
    assertThat(proxy.accepted() - before).as("tried").isLessThan(20);
    proxy.pass();
    await().untilAsserted(() -> assertThat(cache.get(KEY)).contains(SMALL));
    assertThat(caches.guard().stateChanges()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void S05_get_afterATimeoutUnderALargeAnswer_isAnswered() throws Exception {
    byte[] large = new byte[8 * MEGABYTE];
    plain.set("large", large);
    plain.set("small", new byte[1]);
    PlainRedis naive = opened(new PlainRedis(proxy.port()));
    caches.put(caches.open(store(server.port())), LARGE);
    // The store waits for an answer that comes slowly; the cache finds that it is too slow.
    CompilationCache cache =
        caches.open(
            RedisStore.builder(uri(proxy.port())).commandTimeout(Duration.ofSeconds(1)).build(),
            b -> b.failures(63).timeout(Duration.ofSeconds(3)));
    naive.get("small");
    await().untilAsserted(() -> assertThat(cache.get(KEY)).contains(LARGE));
    naive.timeout(millis(300));
    proxy.setOnOpen(Mode.TRICKLE, 100_000);
    long timeouts = cache.stats().tier(Tier.SHARED).requests(Outcome.TIMEOUT);

    assertThatThrownBy(() -> naive.get("large")).hasMessageContaining("timed out");
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> naive.get("small")).hasMessageContaining("timed out");
    }
    assertThat(cache.get(KEY)).isEmpty();
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.TIMEOUT)).isEqualTo(timeouts + 1);
    await().untilAsserted(() -> assertThat(cache.get(KEY)).contains(LARGE));
  }

  @Test
  void S05_get_whileAnotherCallerIsInterrupted_isAnswered() throws Exception {
    caches.put(caches.open(store(server.port())), SMALL);
    CompilationCache cache = caches.open(store(proxy.port()));
    assertThat(cache.get(KEY)).contains(SMALL);
    // The requests pass; the answers arrive later.
    proxy.set(Mode.LATENCY, 1000);
    long before = plain.calls("getrange");
    List<FutureTask<Optional<Artifact>>> answers = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    // At most so many are outstanding at once.
    for (int i = 0; i < 3; i++) {
      answers.add(new FutureTask<>(() -> cache.get(KEY)));
      callers.add(new Thread(answers.get(i)));
      callers.get(i).start();
    }
    await().until(() -> plain.calls("getrange") == before + callers.size());
    callers.get(0).interrupt();
    assertThat(answers.get(0).get()).isEmpty();
    for (FutureTask<Optional<Artifact>> answer : answers.subList(1, answers.size())) {
      assertThat(answer.get()).contains(SMALL);
    }
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.ERROR)).isZero();
  }

  @Test
  void S06_put_timedOut_mayBeRepeated() throws Exception {
    PlainRedis naive = opened(new PlainRedis(proxy.port()));
    CompilationCache cache = cacheOfImpatient();
    // So that a connection for writes exists.
    cache.delete(KEY);
    naive.timeout(millis(300));
    // The requests pass; the answers arrive too late.
    proxy.setOnOpen(Mode.LATENCY, 60_000);

    cache.put(KEY, SMALL);
    await().until(() -> caches.guard().failedUploads() == 1);
    assertThat(caches.guard().lastFailure()).get(STRING).contains("no answer within");
    byte[] applied = plain.get(NAME);
    assertThat(applied).as("applied nevertheless").isNotNull();
    await()
        .untilAsserted(
            () -> {
              cache.put(KEY, SMALL);
              assertThat(caches.guard().uploads()).isPositive();
            });
    assertThat(plain.get(NAME)).as("repeated").isEqualTo(applied);
    await().untilAsserted(() -> assertThat(cache.get(KEY)).contains(SMALL));

    byte[] naiveName = PlainRedis.bytes("naive");
    assertThatThrownBy(() -> naive.commands().append(naiveName, new byte[10]));
    plain.commands().append(naiveName, new byte[10]);
    assertThat(plain.get("naive")).as("repeated").hasSize(20);
  }

  @Test
  void S07_get_hugeValue_isRefusedBeforeItIsRead() throws Exception {
    plain.set("huge", new byte[40 * MEGABYTE]);
    plain.commands().rename(PlainRedis.bytes("huge"), PlainRedis.bytes(NAME));
    PlainRedis naive = opened(new PlainRedis(proxy.port()));
    CompilationCache cache = caches.open(store(proxy.port()));

    long before = proxy.answered();
    assertThat(cache.get(KEY)).isEmpty();
    assertThat(proxy.answered() - before).isLessThan(7 * MEGABYTE);

    plain.set(NAME, new byte[40 * MEGABYTE]);
    before = proxy.answered();
    assertThat(naive.get(NAME)).hasSize(40 * MEGABYTE);
    assertThat(proxy.answered() - before).isGreaterThan(40 * MEGABYTE);
  }

  @Test
  void S08_get_chunkEvicted_isAMissThatHeals() throws Exception {
    CompilationCache cache = caches.open(store(server.port()));
    caches.put(cache, LARGE);
    List<byte[]> chunks = plain.commands().keys(NAME + ":*");
    assertThat(chunks).hasSize(7);
    byte[] gone = chunks.get(1);
    plain.commands().del(gone);
    byte[] joined =
        chunks.stream()
            .map(name -> plain.commands().get(name))
            .filter(chunk -> chunk != null)
            .reduce(new byte[0], RedisFaultsTest::join);
    assertThat(joined.length).as("joined without an error").isBetween(1, LARGE.bytes().length);

    assertThat(cache.get(KEY)).isEmpty();
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.CORRUPT)).isEqualTo(1);
    assertThat(plain.commands().keys("*")).isEmpty();
    caches.put(cache, LARGE);
    assertThat(cache.get(KEY)).contains(LARGE);
  }

  @Test
  void S09_get_answerCutShort_isAMiss() throws Exception {
    CompilationCache cache = caches.open(store(proxy.port()), b -> b.failures(63));
    caches.put(cache, LARGE);
    int cuts = 0;
    for (Mode mode : List.of(Mode.RESET_AFTER, Mode.CLOSE_AFTER)) {
      for (int bytes : new int[] {0, 1, 40, 5000, MEGABYTE, 2 * MEGABYTE + 17}) {
        assertThat(cache.get(KEY)).contains(LARGE);
        proxy.set(mode, bytes);
        assertThat(cache.get(KEY)).isEmpty();
        proxy.pass();
        cuts++;
      }
    }
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.ERROR)).isEqualTo(cuts);
    assertThat(cache.get(KEY)).contains(LARGE);
  }

  @Test
  void S09_get_valueCutShort_isAMiss() throws Exception {
    CompilationCache cache = caches.open(store(server.port()));
    caches.put(cache, SMALL);
    byte[] stored = plain.get(NAME);
    int cuts = 0;
    for (int length : new int[] {1, 31, 32, 33, 100, 5000, stored.length - 1}) {
      plain.set(NAME, Arrays.copyOf(stored, length));
      assertThat(plain.get(NAME)).as("and no error").hasSize(length);
      assertThat(cache.get(KEY)).as("%d bytes", length).isEmpty();
      assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.CORRUPT)).isEqualTo(++cuts);
      assertThat(plain.get(NAME)).as("deleted").isNull();
    }
  }

  @Test
  void S10_get_flippedBitOnTheWay_isReadAgainAndNeverServed() throws Exception {
    PlainRedis naive = opened(new PlainRedis(proxy.port()));
    CompilationCache cache = caches.open(store(proxy.port()));
    caches.put(cache, SMALL);
    byte[] stored = plain.get(NAME);
    assertThat(naive.get(NAME)).isEqualTo(stored);
    proxy.set(Mode.FLIP, 5000);
    assertThat(naive.get(NAME)).as("not noticed").isNotEqualTo(stored).hasSameSizeAs(stored);

    cache.get(CacheKey.of(new byte[32]));
    proxy.set(Mode.FLIP, 5000);
    assertThat(cache.get(KEY)).contains(SMALL);
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.CORRUPT)).isZero();
    assertThat(plain.get(NAME)).isEqualTo(stored);

    stored[5000] ^= 1;
    plain.set(NAME, stored);
    assertThat(cache.get(KEY)).isEmpty();
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.CORRUPT)).isEqualTo(1);
    assertThat(plain.get(NAME)).as("deleted").isNull();
  }

  @Test
  void S11_get_poisonedEntry_isRefusedBeforeItTouchesTheDisk() throws Exception {
    byte[] evil = Bodies.random(9, 10_000);
    KeyRing others = KeyRing.of("ours", Bodies.random(3, 32));
    for (Integrity forged : List.of(Integrity.checksum(), Integrity.hmac(others))) {
      plain.commands().flushall();
      caches.put(caches.open(store(server.port()), forged), Artifact.of(evil));
      assertThat(plain.commands().exists(PlainRedis.bytes(NAME))).isEqualTo(1);

      CompilationCache cache = caches.openWithDisk(store(server.port()));
      assertThat(cache.get(KEY)).isEmpty();
      assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.UNAUTHENTIC)).isEqualTo(1);
      assertThat(caches.diskEntries()).isEmpty();
      assertThat(plain.commands().keys("*")).as("deleted").isEmpty();
    }
    caches.put(caches.open(store(server.port()), Integrity.checksum()), Artifact.of(evil));
    assertThat(caches.open(store(server.port()), Integrity.checksum()).get(KEY))
        .as("without a secret it is accepted")
        .contains(Artifact.of(evil));
  }

  @Test
  void S11_get_validEntryOfAnotherKey_isRefused() throws Exception {
    CacheKey other = CacheKey.parse("cd".repeat(32));
    CompilationCache cache = caches.openWithDisk(store(server.port()));
    cache.put(other, SMALL);
    await().until(() -> caches.guard().uploads() == 1);
    byte[] stolen = plain.get("wasm-cache:v1:{" + "cd".repeat(32) + "}");
    plain.set(NAME, stolen);
    assertThat(plain.get(NAME)).as("accepted by a client that does not check").isEqualTo(stolen);

    assertThat(cache.get(KEY)).isEmpty();
    assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.UNAUTHENTIC)).isEqualTo(1);
    assertThat(caches.diskEntries()).hasSize(1);
  }

  @Test
  void S12_get_endlessAnswer_isCutOff() throws Exception {
    byte[] front = "$1000000000\r\n".getBytes(StandardCharsets.US_ASCII);
    PlainRedis naive = opened(new PlainRedis(proxy.port(), millis(300)));
    CompilationCache cache = caches.open(store(proxy.port()), b -> b.timeout(minutes(1)));
    caches.put(cache, SMALL);
    assertThat(cache.get(KEY)).contains(SMALL);

    proxy.setEndless(front);
    long before = proxy.answered();
    assertThat(cache.get(KEY)).isEmpty();
    long after = settled(proxy);
    assertThat(after - before).isLessThan(56L * MEGABYTE);

    proxy.setEndless(front);
    assertThatThrownBy(() -> naive.get(NAME)).hasMessageContaining("timed out");
    long start = proxy.answered();
    await().until(() -> proxy.answered() > start + 64L * MEGABYTE);
  }

  @Test
  void S13_getOrCompile_manyThreadsInTwoProcesses_compilesOnceInEach() throws Exception {
    AtomicInteger naiveCompiles = new AtomicInteger();
    together(
        16,
        i -> {
          byte[] found = plain.get("naive");
          if (found == null) {
            naiveCompiles.incrementAndGet();
            pause();
            plain.set("naive", SMALL.bytes());
          }
          return found;
        });
    assertThat(naiveCompiles.get()).as("compiled by nearly every process").isGreaterThan(2);

    AtomicInteger compiles = new AtomicInteger();
    List<CompilationCache> processes =
        List.of(caches.open(store(server.port())), caches.open(store(server.port())));
    List<Artifact> answers =
        together(
            16,
            i ->
                processes
                    .get(i % 2)
                    .getOrCompile(
                        REQUEST,
                        request -> {
                          compiles.incrementAndGet();
                          pause();
                          return SMALL;
                        }));
    assertThat(answers).hasSize(16).containsOnly(SMALL);
    // At most one for each process, and no process has waited for the other's.
    assertThat(compiles.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void S15_put_ofTwoVersionsOnOneServer_overwritesNothing() throws Exception {
    CompilationCache ours = caches.open(store(server.port()));
    caches.put(ours, SMALL);
    CompilationCache others =
        caches.open(RedisStore.builder(server.uri()).keyPrefix("wasm-cache:staging").build());
    assertThat(others.get(KEY)).isEmpty();
    caches.put(others, LARGE);
    assertThat(ours.get(KEY)).contains(SMALL);
    assertThat(others.get(KEY)).contains(LARGE);

    byte[] first = plain.get(NAME);
    caches.put(caches.open(store(server.port())), LARGE);
    assertThat(plain.get(NAME)).as("the first one stays").isEqualTo(first);
    plain.set(NAME, new byte[1]);
    assertThat(plain.get(NAME)).as("a plain SET overwrites").isNotEqualTo(first);
  }

  @Test
  void S16_failures_always_hideCredentials() throws Exception {
    String secret = "s3cr3t-Passw0rd";
    assertThatThrownBy(() -> RedisURI.create("redis://user:" + secret + "@ho st"))
        .as("the client itself shows it")
        .satisfies(e -> assertThat(everything(e)).contains(secret));

    RedisServer locked = opened(RedisServer.start("--requirepass", secret + "-right"));
    StringBuilder shown = new StringBuilder();
    try (CapturedLog log = new CapturedLog()) {
      for (String address :
          List.of(
              "redis://user:" + secret + "@ho st",
              "redis://user:" + secret + "@127.0.0.1:" + locked.port(),
              "redis://:" + secret + "@127.0.0.1:" + ServerProcess.freePort(),
              "redis://:" + secret + "@nowhere.invalid:1",
              "redis://:" + secret + "-right@127.0.0.1:" + locked.port())) {
        try {
          RedisStore store = RedisStore.builder(address).build();
          CompilationCache cache = caches.open(store);
          assertThat(cache.get(KEY)).isEmpty();
          cache.put(KEY, SMALL);
          await().until(() -> caches.guard().queuedUploads() == 0);
          shown.append(caches.guard()).append(store);
          store.get(KEY);
        } catch (Exception e) {
          shown.append(everything(e));
        }
      }
      shown.append(log.text());
    }
    assertThat(shown.toString()).contains("ended as").doesNotContain(secret);
  }

  @Test
  void S17_put_serverOutOfMemory_isDroppedAndCounted() throws Exception {
    RedisServer full =
        opened(RedisServer.start("--maxmemory", "6mb", "--maxmemory-policy", "noeviction"));
    PlainRedis naive = opened(new PlainRedis(full.port()));
    CompilationCache cache = caches.open(store(full.port()), b -> b.failures(1));
    for (int i = 0; i < 6; i++) {
      naive.set("filler" + i, new byte[MEGABYTE / 2]);
    }
    assertThatThrownBy(() -> naive.set("more", LARGE.bytes()))
        .isInstanceOf(RedisCommandExecutionException.class)
        .hasMessageStartingWith("OOM");

    for (int i = 1; i <= 3; i++) {
      int failed = i;
      cache.put(KEY, LARGE);
      await().until(() -> caches.guard().failedUploads() == failed);
    }
    assertThat(cache.get(KEY)).isEmpty();
    assertThat(caches.guard().up()).as("the server still answers").isTrue();
    assertThat(naive.commands().keys("*")).as("no part is left").hasSize(6);
    naive.commands().configSet("maxmemory", "0");
    caches.put(cache, LARGE);
    assertThat(cache.get(KEY)).contains(LARGE);
  }

  @Test
  void S17_get_serverThatEvicts_isRightOrAMiss() throws Exception {
    RedisServer small =
        opened(RedisServer.start("--maxmemory", "20mb", "--maxmemory-policy", "allkeys-random"));
    PlainRedis other = opened(new PlainRedis(small.port()));
    CompilationCache cache = caches.open(store(small.port()));
    for (int round = 0; round < 5; round++) {
      other.commands().flushall();
      caches.put(cache, LARGE);
      assertThat(cache.get(KEY)).contains(LARGE);
      // The server makes room by evicting arbitrary keys.
      for (int i = 0; other.commands().keys(NAME + "*").size() == 8; i++) {
        other.set("other" + i, new byte[MEGABYTE / 2]);
      }
      assertThat(cache.get(KEY)).isEmpty();
    }
    assertThat(caches.guard().reads()).isEqualTo(GuardStats.State.UP);
  }

  @Test
  void get_sharedHit_isCopiedToTheDiskFromTheBytesInHand() throws Exception {
    long first = plain.calls("getrange");
    caches.put(caches.open(store(server.port())), SMALL);
    CompilationCache cache = caches.openWithDisk(store(server.port()));
    // Each of the two caches sends one request while it starts; the upload reads the front twice:
    // to see whether the entry is there, and with the SET.
    await().until(() -> plain.calls("getrange") == first + 4);
    long before = first + 4;
    assertThat(cache.get(KEY)).contains(SMALL);
    assertThat(plain.calls("getrange") - before).isEqualTo(1);
    assertThat(caches.diskEntries()).hasSize(1);
    for (int i = 0; i < 10; i++) {
      assertThat(cache.get(KEY)).contains(SMALL);
    }
    assertThat(plain.calls("getrange") - before).as("served by the disk").isEqualTo(1);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Task<T> {
    T run(int number) throws Exception;
  }

  private static <T> List<T> together(int count, Task<T> task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Callable<T>> tasks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        tasks.add(() -> task.run(number));
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(tasks)) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  private static String uri(int port) {
    return "redis://127.0.0.1:" + port;
  }

  private static RedisStore store(int port) {
    return RedisStore.builder(uri(port)).commandTimeout(PATIENCE).build();
  }

  /** A cache over the proxy: its store waits one second for an answer, its guard much longer. */
  private CompilationCache cacheOfImpatient() {
    RedisStore store =
        RedisStore.builder(uri(proxy.port())).commandTimeout(Duration.ofSeconds(1)).build();
    // Not asked what it holds: the first call of an upload is the put.
    return caches.open(new ForwardingStore(store), b -> b.failures(63));
  }
}
