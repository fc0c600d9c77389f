package dev.wasmcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.CacheKey;
import dev.wasmcache.StoreException;
import dev.wasmcache.servers.FaultProxy;
import dev.wasmcache.servers.RedisServer;
import dev.wasmcache.servers.ServerProcess;
import dev.wasmcache.stats.Outcome;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A server that works, and refuses a request for now. */
final class RedisBusyTest extends RedisTest {

  private static final CacheKey KEY = CacheKey.parse("ab".repeat(32));
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void S36_anyCall_whileAScriptRuns_isBusyAndNoFailure() throws Exception {
    RedisServer slow = opened(RedisServer.start("--lua-time-limit", "1"));
    PlainRedis other = opened(new PlainRedis(slow.port()));
    RedisStore store = opened(store(slow.port()));
    assertThat(store.get(KEY)).isEmpty();
    boolean unused = store.delete(KEY);

    RedisFuture<Object> endless =
        other.async().eval("while true do end", ScriptOutputType.STATUS, new byte[0][]);
    await().untilAsserted(() -> assertBusy(() -> store.get(KEY), "BUSY"));
    assertBusy(() -> store.tryLease(KEY, PATIENCE), "BUSY");
    assertBusy(() -> store.put(KEY, new FixedEntry(1000)), "BUSY");
    assertThat(endless.isDone()).isFalse();
    PlainRedis killer = opened(new PlainRedis(slow.port()));
    killer.commands().scriptKill();
    await().untilAsserted(() -> assertThat(store.get(KEY)).isEmpty());
  }

  @Test
  void S36_get_replicaWithoutItsMaster_isBusy() throws Exception {
    RedisServer replica = opened(RedisServer.start("--replica-serve-stale-data", "no"));
    RedisStore store = opened(store(replica.port()));
    assertThat(store.get(KEY)).isEmpty();
    PlainRedis other = opened(new PlainRedis(replica.port()));
    other.commands().replicaof("127.0.0.1", ServerProcess.freePort());
    await().untilAsserted(() -> assertBusy(() -> store.get(KEY), "MASTERDOWN"));
  }

  @Test
  void S36_get_tooManyClients_isBusy() throws Exception {
    RedisServer small = opened(RedisServer.start("--maxclients", "2"));
    PlainRedis first = opened(new PlainRedis(small.port()));
    PlainRedis second = opened(new PlainRedis(small.port()));
    assertThat(first.get("a")).isEqualTo(second.get("b"));
    RedisStore store = opened(store(small.port()));
    // The server closes the connection after its answer, which is lost if a request crosses it.
    await().untilAsserted(() -> assertBusy(() -> store.get(KEY), "max number of clients reached"));
  }

  @Test
  void S36_get_otherRefusals_areBusyAndErrorsAreNot() throws Exception {
    for (String refusal :
        List.of("-LOADING Redis is loading the dataset in memory", "-TRYAGAIN Multiple keys")) {
      FakeRedis fake = opened(new FakeRedis(FakeRedis.answering("GETRANGE", refusal + "\r\n")));
      RedisStore store = opened(RedisStore.builder(fake.uri()).build());
      assertBusy(() -> store.get(KEY), refusal.substring(1));
    }
    for (String error : List.of("-BUSYKEY Target exists", "-ERR no", "-CLUSTERDOWN down")) {
      FakeRedis fake = opened(new FakeRedis(FakeRedis.answering("GETRANGE", error + "\r\n")));
      RedisStore store = opened(RedisStore.builder(fake.uri()).build());
      assertThatThrownBy(() -> store.get(KEY))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(StoreException.class);
    }
  }

  @Test
  void S36_get_tooManyOutstandingRequests_isBusy() throws Exception {
    FaultProxy proxy = opened(new FaultProxy(server.port()));
    RedisStore store =
        opened(
            RedisStore.builder("redis://127.0.0.1:" + proxy.port())
                .commandTimeout(Duration.ofSeconds(1))
                .build());
    assertThat(store.get(CacheKey.of(new byte[32]))).isEmpty();
    store.put(KEY, new FixedEntry(4_000_000));
    proxy.set(FaultProxy.Mode.TRICKLE, 1_000_000);
    List<Thread> others = new ArrayList<>();
    long before = plain.calls("getrange");
    // Each may bring five chunks, and there are places for sixteen.
    for (int i = 0; i < 3; i++) {
      Thread other = new Thread(() -> assertThatThrownBy(() -> store.get(KEY)).isNotNull());
      other.start();
      others.add(other);
    }
    await().until(() -> plain.calls("getrange") == before + others.size());
    assertThatThrownBy(() -> store.get(KEY))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.BUSY))
        .hasMessage("too many requests to Redis are outstanding");
    for (Thread other : others) {
      other.interrupt();
      other.join();
    }
  }

  private static void assertBusy(ThrowingCallable call, String reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.BUSY))
        .hasMessageStartingWith("Redis is busy: ")
        .hasMessageContaining(reason);
  }

  private static RedisStore store(int port) {
    return RedisStore.builder("redis://127.0.0.1:" + port).commandTimeout(PATIENCE).build();
  }
}
