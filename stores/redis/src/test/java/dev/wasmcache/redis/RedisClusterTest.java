package dev.wasmcache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.ArtifactStoreContract;
import dev.wasmcache.Bodies;
import dev.wasmcache.CacheKey;
import dev.wasmcache.servers.RedisServer;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on a cluster of three: keys of one entry on different nodes would be refused. */
final class RedisClusterTest extends ArtifactStoreContract {

  private static final int SLOTS = 16384;
  private static final int NODES = 3;

  private static final List<RedisServer> servers = new ArrayList<>();

  @BeforeAll
  static void start() {
    for (int i = 0; i < NODES; i++) {
      servers.add(RedisServer.start("--cluster-enabled", "yes", "--cluster-node-timeout", "5000"));
    }
    for (int i = 0; i < NODES; i++) {
      try (PlainRedis node = new PlainRedis(servers.get(i).port())) {
        int first = SLOTS * i / NODES;
        int end = SLOTS * (i + 1) / NODES;
        node.commands().clusterAddSlots(IntStream.range(first, end).toArray());
        node.commands().clusterSetConfigEpoch(i + 1);
        node.commands().clusterMeet("127.0.0.1", servers.get(0).port());
      }
    }
    for (RedisServer server : servers) {
      try (PlainRedis node = new PlainRedis(server.port())) {
        await()
            .until(
                () -> {
                  String info = node.commands().clusterInfo();
                  return info.contains("cluster_state:ok")
                      && info.contains("cluster_known_nodes:" + NODES);
                });
      }
    }
  }

  @AfterAll
  static void stop() {
    servers.forEach(RedisServer::close);
    servers.clear();
  }

  @Override
  protected ArtifactStore open() {
    return RedisStore.builder(servers.get(0).uri())
        .cluster(RedisURI.create(servers.get(1).uri()))
        .chunkBytes(512 * 1024)
        .commandTimeout(Duration.ofMinutes(1))
        .build();
  }

  @Override
  protected boolean tellsWhatItHolds() {
    return true;
  }

  @Override
  protected boolean leases() {
    return true;
  }

  @Test
  void put_manyEntries_areOnAllNodes() throws IOException {
    try (ArtifactStore store = open()) {
      for (int i = 0; i < 60; i++) {
        store.put(CacheKey.of(Bodies.random(i, 32)), new FixedEntry(100_000));
      }
    }
    for (RedisServer server : servers) {
      try (PlainRedis node = new PlainRedis(server.port())) {
        assertThat(node.commands().dbsize()).isGreaterThan(5);
      }
    }
  }
}
