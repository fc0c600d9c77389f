package dev.wasmcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.Artifact;
import dev.wasmcache.Bodies;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.Lease;
import dev.wasmcache.StoreException;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.servers.RedisServer;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RedisStoreTest extends RedisTest {

  private static final CacheKey KEY = CacheKey.parse("ab".repeat(32));
  private static final String NAME = "wasm-cache:v1:{" + "ab".repeat(32) + "}";
  private static final int MEGABYTE = 1024 * 1024;

  @Test
  void put_smallEntry_isOneValueThatEndsByItself() throws IOException {
    try (RedisStore store = builder().timeToLive(Duration.ofHours(1)).build()) {
      put(store, 1000);
      assertThat(keys()).containsExactly(NAME);
      assertThat(plain.commands().strlen(bytes(NAME))).isEqualTo(1032);
      assertThat(plain.commands().pttl(bytes(NAME))).isBetween(3_000_000L, 3_600_000L);
    }
  }

  @Test
  void get_whileTheCommonPoolIsBusy_connectsAllTheSame() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    ForkJoinPool common = ForkJoinPool.commonPool();
    for (int i = 0; i < common.getParallelism(); i++) {
      common.execute(() -> waitFor(end));
    }
    try (RedisServer locked = RedisServer.start("--requirepass", "secret");
        RedisStore store =
            RedisStore.builder("redis://:secret@127.0.0.1:" + locked.port()).build()) {
      assertThat(store.get(KEY)).isEmpty();
    } finally {
      end.countDown();
    }
  }

  private static void waitFor(CountDownLatch end) {
    try {
      boolean unused = end.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void close_ofAStoreOnSomebodysThreads_leavesThemRunning() throws Exception {
    ClientResources threads = DefaultClientResources.create();
    try {
      RedisStore first = builder().clientResources(threads).build();
      put(first, 1000);
      first.close();
      // It ends in the background, a moment later.
      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(10))
          .until(() -> !threads.eventExecutorGroup().isShuttingDown());
      try (RedisStore second = builder().clientResources(threads).build()) {
        assertThat(second.get(KEY)).isPresent();
      }
    } finally {
      threads.shutdown().syncUninterruptibly();
    }
  }

  @Test
  void put_largeEntry_isAManifestAndChunksThatOutliveIt() throws IOException {
    try (RedisStore store = builder().timeToLive(Duration.ofHours(1)).build()) {
      put(store, 5 * MEGABYTE + 5);
      assertThat(keys()).hasSize(7).allMatch(name -> name.startsWith(NAME));
      assertThat(plain.commands().strlen(bytes(NAME))).isEqualTo(EntryFrame.SIZE);
      for (String chunk : keys()) {
        assertThat(plain.commands().pttl(bytes(chunk)))
            .isGreaterThanOrEqualTo(plain.commands().pttl(bytes(NAME)));
      }
      assertThat(store.delete(KEY)).isTrue();
      assertThat(keys()).isEmpty();
    }
  }

  @Test
  void put_whatIsThere_sendsNoChunkAgain() throws IOException {
    try (RedisStore store = builder().build()) {
      put(store, 6 * MEGABYTE);
      long sets = plain.calls("set");
      put(store, 6 * MEGABYTE);
      assertThat(plain.calls("set")).isEqualTo(sets);
    }
  }

  @Test
  void put_overTheLimit_isRefused() throws IOException {
    try (RedisStore store = builder().maximumEntryBytes(MEGABYTE).build()) {
      assertThatThrownBy(() -> put(store, MEGABYTE + 1))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.TOO_LARGE));
      assertThat(keys()).isEmpty();
    }
  }

  @Test
  void get_ofAnotherChunkSize_isWholeAllTheSame() throws IOException {
    byte[] entry = Bodies.random(1, 11 * MEGABYTE + 77);
    for (int[] sizes : new int[][] {{100_000, 2 * MEGABYTE}, {2 * MEGABYTE, 100_000}}) {
      plain.commands().flushall();
      try (RedisStore writer = builder().chunkBytes(sizes[0]).build();
          RedisStore reader = builder().chunkBytes(sizes[1]).build()) {
        writer.put(KEY, new FixedEntry(entry));
        assertThat(read(reader)).isEqualTo(entry);
        plain.commands().flushall();
        byte[] small = Bodies.random(2, Math.min(sizes[0], 1_500_000));
        writer.put(KEY, new FixedEntry(small));
        assertThat(read(reader)).isEqualTo(small);
      }
    }
  }

  @Test
  void get_entryOfUpToFiveChunks_isOneCommand() throws IOException {
    for (int size : new int[] {1, MEGABYTE, MEGABYTE + 192, 5 * MEGABYTE}) {
      plain.commands().flushall();
      try (RedisStore store = builder().build()) {
        put(store, size);
        long commands = plain.calls("getrange");
        assertThat(read(store)).hasSize(size);
        assertThat(plain.calls("getrange") - commands).isEqualTo(1);
      }
    }
  }

  @Test
  void get_again_renewsTheTimeToLiveOnceInAWhile() throws IOException {
    for (int size : new int[] {1000, 6 * MEGABYTE}) {
      plain.commands().flushall();
      try (RedisStore store = builder().timeToLive(Duration.ofHours(1)).build()) {
        put(store, size);
        for (String name : keys()) {
          plain.commands().pexpire(bytes(name), 10_000);
        }
        store.peek(KEY).orElseThrow().close();
        assertThat(plain.commands().pttl(bytes(NAME))).isLessThanOrEqualTo(10_000);
        read(store);
        await().until(() -> plain.commands().pttl(bytes(NAME)) > 3_000_000);
        for (String name : keys()) {
          assertThat(plain.commands().pttl(bytes(name))).isGreaterThan(3_000_000);
        }
        long renewals = plain.calls("pexpire");
        for (int i = 0; i < 20; i++) {
          read(store);
        }
        assertThat(plain.calls("pexpire")).isEqualTo(renewals);
      }
    }
  }

  @Test
  void get_entryThatHasEnded_isEmpty() throws IOException {
    try (RedisStore store = builder().timeToLive(Duration.ofSeconds(1)).build()) {
      put(store, 1000);
      await().until(() -> keys().isEmpty());
      assertThat(store.get(KEY)).isEmpty();
    }
  }

  @Test
  void get_whatNobodyOfUsWrote_isRefusedAndDeleted() throws IOException {
    byte[][] values = {
      bytes("x"),
      bytes("x".repeat(100)),
      new byte[6 * MEGABYTE],
      frame(1, 1, 0, 100),
      frame(1, 1, Integer.MAX_VALUE, Integer.MAX_VALUE),
      frame(1, 1, MEGABYTE, -1),
      frame(1, 1, MEGABYTE, 0),
      frame(1, 0, 0, 5000),
      frame(1, 1, MEGABYTE, 5000),
      frame(9, 0, 0, 0),
      frame(1, 7, 0, 0)
    };
    for (byte[] value : values) {
      plain.set(NAME, value);
      try (RedisStore store = builder().build();
          CompilationCache cache = CompilationCache.builder().shared(store).build()) {
        assertThat(cache.get(KEY)).isEmpty();
        assertThat(cache.stats().tier(Tier.SHARED).requests(Outcome.CORRUPT)).isEqualTo(1);
        assertThat(keys()).isEmpty();
        cache.put(KEY, Artifact.of(new byte[10]));
        await().until(() -> cache.get(KEY).isPresent());
      }
    }
  }

  @Test
  void get_frameOfATerabyte_costsNothing() throws IOException {
    plain.set(NAME, frame(1, 1, MEGABYTE, Integer.MAX_VALUE));
    try (RedisStore store = builder().build()) {
      assertThatThrownBy(() -> store.get(KEY))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.TOO_LARGE));
      // At most two thousand names of chunks.
      assertThat(store.delete(KEY)).isTrue();
    }
  }

  @Test
  void store_thatIsNotUsed_connectsToNothing() {
    long clients = plain.calls("hello");
    builder().build().close();
    assertThat(plain.calls("hello")).isEqualTo(clients);
  }

  @Test
  void lease_always_isApartFromEntries() throws IOException {
    try (RedisStore store = builder().build();
        Lease lease = store.tryLease(KEY, Duration.ofMinutes(1)).orElseThrow()) {
      assertThat(keys()).containsExactly("wasm-cache:v1:lease:{" + "ab".repeat(32) + "}");
      assertThat(plain.commands().pttl(bytes(keys().get(0)))).isBetween(1L, 60_000L);
    }
    assertThat(keys()).isEmpty();
  }

  @Test
  void builder_nonsense_isRefused() {
    assertThatThrownBy(() -> builder().keyPrefix("a{b}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder().chunkBytes(10)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder().maximumEntryBytes(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder().commandTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder().timeToLive(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] frame(int version, int form, int chunkBytes, long size) {
    return ByteBuffer.allocate(EntryFrame.SIZE)
        .put(bytes("WR"))
        .put((byte) version)
        .put((byte) form)
        .putInt(chunkBytes)
        .putLong(size)
        .array();
  }

  private static RedisStoreBuilder builder() {
    return RedisStore.builder(server.uri());
  }

  private static void put(RedisStore store, int size) throws IOException {
    store.put(KEY, new FixedEntry(size));
  }

  private static byte[] read(RedisStore store) throws IOException {
    try (StoredEntry entry = store.get(KEY).orElseThrow()) {
      return entry.content().readAllBytes();
    }
  }

  private static List<String> keys() {
    return plain.commands().keys("*").stream().map(String::new).toList();
  }

  private static byte[] bytes(String text) {
    return PlainRedis.bytes(text);
  }
}
