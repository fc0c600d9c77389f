package dev.wasmcache.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Redis used without precautions: for comparison with the store, and to inspect the server. */
final class PlainRedis implements AutoCloseable {

  private final RedisClient client;
  private final StatefulRedisConnection<byte[], byte[]> connection;

  PlainRedis(int port, Duration timeout) {
    client = RedisClient.create(RedisURI.builder().withHost("127.0.0.1").withPort(port).build());
    connection = client.connect(ByteArrayCodec.INSTANCE);
    connection.setTimeout(timeout);
  }

  PlainRedis(int port) {
    this(port, Duration.ofSeconds(60));
  }

  /** From now on, waits no longer than this. */
  void timeout(Duration timeout) {
    connection.setTimeout(timeout);
  }

  RedisCommands<byte[], byte[]> commands() {
    return connection.sync();
  }

  RedisAsyncCommands<byte[], byte[]> async() {
    return connection.async();
  }

  byte[] get(String key) {
    return commands().get(bytes(key));
  }

  void set(String key, byte[] value) {
    commands().set(bytes(key), value);
  }

  /** Returns how often a command was called on the server. */
  long calls(String command) {
    for (String line : commands().info("commandstats").split("\r\n")) {
      if (line.startsWith("cmdstat_" + command + ":calls=")) {
        return Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(',')));
      }
    }
    return 0;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
