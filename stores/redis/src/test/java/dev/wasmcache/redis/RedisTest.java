package dev.wasmcache.redis;

import dev.wasmcache.servers.RedisServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A server for all tests of a class, empty before each. */
abstract class RedisTest {

  static RedisServer server;
  static PlainRedis plain;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void start() {
    server = RedisServer.start();
    plain = new PlainRedis(server.port());
  }

  @AfterAll
  static void stop() {
    if (plain != null) {
      plain.close();
      plain = null;
      server.close();
    }
  }

  @BeforeEach
  void empty() {
    plain.commands().flushall();
  }

  /** Has a resource closed after the test, in reverse order. */
  final <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  @AfterEach
  void closeOpened() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }
}
