package dev.wasmcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.Artifact;
import dev.wasmcache.CacheKey;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.SharedTier;
import dev.wasmcache.servers.RedisServer;
import dev.wasmcache.servers.ServerProcess;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Tier;
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
          CompilationCache cache = cache(port)) {
        put(cache);
        try (PlainRedis replica = new PlainRedis(second.port())) {
          await().until(() -> replica.commands().dbsize() == 1);
        }
        first.stop();
        await()
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptions()
            .until(() -> cache.get(KEY).isPresent());
        // Written to as well: it is the new master, not a replica that is read.
        await()
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptions()
            .until(
                () -> {
                  cache.delete(KEY);
                  return cache.stats().tier(Tier.SHARED).deletions() > 0;
                });
        put(cache);
      }
    }
  }

  private static CompilationCache cache(int port) {
    SharedTier shared =
        SharedTier.builder(
                RedisStore.builder("redis-sentinel://127.0.0.1:" + port + "/0#modules").build())
            .pause(Duration.ofMillis(50), Duration.ofMillis(200))
            .build();
    return CompilationCache.builder().shared(shared).build();
  }

  private static void put(CompilationCache cache) {
    long before = stats(cache).uploads();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              if (stats(cache).queuedUploads() == 0) {
                cache.put(KEY, Artifact.of(new byte[1000]));
              }
              return stats(cache).uploads() > before;
            });
    assertThat(cache.get(KEY)).isPresent();
  }

  private static GuardStats stats(CompilationCache cache) {
    return cache.stats().tier(Tier.SHARED).guard();
  }
}
