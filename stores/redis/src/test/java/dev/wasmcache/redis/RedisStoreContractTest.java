package dev.wasmcache.redis;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.ArtifactStoreContract;
import dev.wasmcache.servers.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class RedisStoreContractTest extends ArtifactStoreContract {

  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  protected ArtifactStore open() {
    // Small chunks, so that nearly every entry is split.
    return RedisStore.builder(server.uri())
        .chunkBytes(128 * 1024)
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
}
