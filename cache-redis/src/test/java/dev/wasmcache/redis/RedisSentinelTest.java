package dev.wasmcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.CacheKey;
import dev.wasmcache.store.GuardedStore;
import dev.wasmcache.store.RedisServer;
import dev.wasmcache.store.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RedisSentinelTest {

  private static final CacheKey KEY = CacheKey.parse("ab".repeat(32));

  @TempDir Path directory;

  @Test
  void get_afterAFailover_isAnsweredByTheNewMaster() throws Exception {
    try (RedisServer first = RedisServer.start();
        RedisServer second =
            RedisServer.start("--replicaof", "127.0.0.1", Integer.toString(first.port()))) {
      int port = ServerProcess.freePort();
      Path configuration = directory.resolve("sentinel.conf");
      Files.write(
          configuration,
          List.of(
              "port " + port,
              "bind 127.0.0.1",
              "dir " + directory,
              "sentinel monitor modules 127.0.0.1 " + first.port() + " 1",
              "sentinel down-after-milliseconds modules 500",
              "sentinel failover-timeout modules 3000"));
      List<String> command = List.of(RedisServer.command(), configuration.toString(), "--sentinel");
      try (ServerProcess sentinel = ServerProcess.start(command, directory.resolve("log"), port);
          GuardedStore store = store(port)) {
        put(store);
        try (PlainRedis replica = new PlainRedis(second.port())) {
          await().until(() -> replica.commands().dbsize() == 1);
        }
        first.stop();
        await()
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptions()
            .until(() -> store.get(KEY).isPresent());
        // Written to as well: it is the new master, not a replica that is read.
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> store.delete(KEY));
        put(store);
      }
    }
  }

  private static GuardedStore store(int port) {
    return GuardedStore.builder(
            RedisStore.builder("redis-sentinel://127.0.0.1:" + port + "/0#modules").build())
        .pause(Duration.ofMillis(50), Duration.ofMillis(200))
        .build();
  }

  private static void put(GuardedStore store) throws IOException {
    long before = store.stats().uploads();
    await()
        .ignoreExceptions()
        .until(
            () -> {
              store.put(KEY, new FixedEntry(1000));
              return true;
            });
    await()
        .untilAsserted(
            () ->
                assertThat(store.stats().uploads())
                    .as(store.stats().toString())
                    .isGreaterThan(before));
    assertThat(store.get(KEY)).isPresent();
  }
}
