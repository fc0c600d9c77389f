package dev.wasmcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.Arrival;
import dev.wasmcache.Bodies;
import dev.wasmcache.CacheKey;
import dev.wasmcache.StoreException;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.servers.FaultProxy;
import dev.wasmcache.servers.FaultProxy.Mode;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries that come slowly, or whose connection is lost while they come. */
final class RedisBreaksTest extends RedisTest {

  private static final int MEGABYTE = 1024 * 1024;
  private static final CacheKey KEY = CacheKey.parse("ab".repeat(32));
  private static final String NAME = "wasm-cache:v1:{" + "ab".repeat(32) + "}";

  // Shorter than a slow answer takes.
  private static final Duration CONNECT = Duration.ofSeconds(1);

  // For connecting, and for what the requests and the answers say besides.
  private static final int CONNECTION_BYTES = 4096;

  private FaultProxy proxy;

  @BeforeEach
  void openProxy() throws IOException {
    proxy = opened(new FaultProxy(server.port()));
  }

  /** Notes what it is told. */
  private static final class Reports implements Arrival {
    private final List<Long> underWay = new ArrayList<>();

    @Override
    public void arrived(byte[] array, int from, int to) {}

    @Override
    public void underWay(long bytes, long size) {
      underWay.add(bytes);
    }
  }

  @Test
  void S37_get_connectionLostInTheMiddle_fetchesNothingTwice() throws Exception {
    for (int size : new int[] {MEGABYTE, 5 * MEGABYTE, 9 * MEGABYTE}) {
      byte[] entry = put(size);
      for (int after : new int[] {100, size / 3, size - 10}) {
        RedisStore store = connected();
        long before = proxy.answered();
        proxy.setOnOpen(Mode.CLOSE_AFTER, after);
        assertThat(read(store, (array, from, to) -> {}))
            .as("%d of %d", after, size)
            .isEqualTo(entry);
        // The proxy counts what it has passed on a moment later.
        await().until(() -> proxy.answered() - before >= size);
        assertThat(proxy.answered() - before)
            .as("%d of %d", after, size)
            .isLessThanOrEqualTo(size + atMostTwice(size) + CONNECTION_BYTES);
      }
    }
  }

  @Test
  void S37_get_connectionResetInTheMiddle_isRight() throws Exception {
    for (int size : new int[] {MEGABYTE, 9 * MEGABYTE}) {
      byte[] entry = put(size);
      for (int after : new int[] {0, 20, 40, size / 2, size - 10}) {
        RedisStore store = connected();
        proxy.setOnOpen(Mode.RESET_AFTER, after);
        assertThat(read(store, (array, from, to) -> {}))
            .as("%d of %d", after, size)
            .isEqualTo(entry);
      }
    }
  }

  @Test
  void S37_get_serverSilentInTheMiddle_readsTheRestOverAnotherConnection() throws Exception {
    byte[] entry = put(4 * MEGABYTE);
    RedisStore store = connected(Duration.ofSeconds(1));
    proxy.setOnOpen(Mode.TRICKLE, 2 * MEGABYTE);
    boolean[] stopped = new boolean[1];
    long before = proxy.answered();
    byte[] read =
        read(
            store,
            new Arrival() {
              @Override
              public void arrived(byte[] array, int from, int to) {}

              @Override
              public void underWay(long bytes, long size) {
                if (!stopped[0] && bytes > MEGABYTE / 2) {
                  stopped[0] = true;
                  proxy.setOnOpen(Mode.BLACK_HOLE, 0);
                }
              }
            });
    assertThat(stopped[0]).isTrue();
    assertThat(read).isEqualTo(entry);
    assertThat(proxy.answered() - before).isLessThan(entry.length + entry.length / 10);
  }

  @Test
  void S37_get_entryReplacedMeanwhile_isNotMixedUp() throws Exception {
    byte[] entry = put(2 * MEGABYTE);
    RedisStore store = connected();
    proxy.setOnOpen(Mode.CLOSE_AFTER, MEGABYTE);
    Optional<StoredEntry> opened = store.get(KEY);
    plain.commands().del(PlainRedis.bytes(NAME));
    byte[] other = Bodies.random(77, entry.length);
    try (RedisStore writer = RedisStore.builder(server.uri()).build()) {
      writer.put(KEY, new FixedEntry(other));
    }
    // It is not what is stored now, nor what was: verification refuses it, and reads it again.
    byte[] mixed = whole(opened.get(), (array, from, to) -> {});
    assertThat(mixed).isNotEqualTo(entry);
    Optional<StoredEntry> again = opened.get().reopen();
    assertThat(whole(again.get(), (array, from, to) -> {})).isEqualTo(other);
    assertThat(opened.get().discard()).as("what is there is another one").isFalse();
  }

  @Test
  void S37_get_thatBreaksOffAgainAndAgain_ends() throws Exception {
    put(9 * MEGABYTE);
    RedisStore store = connected();
    proxy.set(Mode.CLOSE_AFTER, 3 * MEGABYTE);
    assertThatThrownBy(() -> read(store, (array, from, to) -> {})).isInstanceOf(IOException.class);
  }

  @Test
  void S38_get_answerThatComesSlowly_isWaitedForAndReported() throws Exception {
    for (int size : new int[] {MEGABYTE, 6 * MEGABYTE}) {
      byte[] entry = put(size);
      RedisStore store = connected(Duration.ofMillis(400));
      proxy.set(Mode.TRICKLE, size / 2);
      Reports reports = new Reports();
      long start = System.nanoTime();
      assertThat(read(store, reports)).isEqualTo(entry);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(CONNECT);
      assertThat(reports.underWay).as("what came").isSorted().hasSizeGreaterThan(5);
      assertThat(reports.underWay.get(0)).isLessThan(size / 2L);
      proxy.pass();
    }
  }

  @Test
  void S38_get_serverSilent_takesNoLongerThanItsTime() throws Exception {
    put(MEGABYTE);
    RedisStore store = connected(Duration.ofMillis(400));
    proxy.set(Mode.BLACK_HOLE, 0);
    long start = System.nanoTime();
    assertThatThrownBy(() -> store.get(KEY))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.TIMEOUT));
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(400), Duration.ofSeconds(5));
  }

  @Test
  void S38_get_interruptedWhileALargeAnswerComes_stopsTheServer() throws Exception {
    put(5 * MEGABYTE);
    RedisStore store = connected();
    proxy.set(Mode.TRICKLE, MEGABYTE);
    Thread reader = Thread.currentThread();
    Arrival interrupting =
        new Arrival() {
          @Override
          public void arrived(byte[] array, int from, int to) {}

          @Override
          public void underWay(long bytes, long size) {
            reader.interrupt();
          }
        };
    long before = proxy.answered();
    assertThatThrownBy(() -> store.get(KEY, interrupting)).isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isTrue();
    proxy.pass();
    assertThat(read(store, (array, from, to) -> {})).hasSize(5 * MEGABYTE);
    assertThat(proxy.answered() - before).isLessThan(7L * MEGABYTE);
  }

  private byte[] put(int size) throws IOException {
    plain.commands().flushall();
    byte[] entry = Bodies.random(size, size);
    try (RedisStore writer = RedisStore.builder(server.uri()).build()) {
      writer.put(KEY, new FixedEntry(entry));
    }
    return entry;
  }

  private RedisStore connected() {
    return connected(Duration.ofMinutes(1));
  }

  private RedisStore connected(Duration silence) {
    proxy.pass();
    RedisStore store =
        opened(
            RedisStore.builder("redis://127.0.0.1:" + proxy.port())
                .connectTimeout(CONNECT)
                .coldStart(Duration.ZERO)
                .commandTimeout(silence)
                .build());
    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(store.get(CacheKey.of(new byte[32]))).isEmpty());
    return store;
  }

  private static byte[] read(RedisStore store, Arrival arrival) throws IOException {
    return whole(store.get(KEY, arrival).orElseThrow(), arrival);
  }

  private static byte[] whole(StoredEntry entry, Arrival arrival) throws IOException {
    try (entry) {
      ByteBuffer bytes = entry.readWhole(arrival).orElseThrow();
      int from = bytes.arrayOffset() + bytes.position();
      return Arrays.copyOfRange(bytes.array(), from, from + bytes.remaining());
    }
  }

  /** A piece that was on its way to its reader when the connection broke is requested again. */
  private static long atMostTwice(int size) {
    return Math.max(size / 20, RedisStoreBuilder.DEFAULT_CHUNK_BYTES);
  }
}
