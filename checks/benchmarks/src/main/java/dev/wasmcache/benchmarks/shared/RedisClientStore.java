package dev.wasmcache.benchmarks.shared;

import dev.wasmcache.CacheKey;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;

/** Plain Lettuce: a GET of the value. Checks nothing. */
final class RedisClientStore implements Store {

  private final RedisClient client;
  private final StatefulRedisConnection<byte[], byte[]> connection;

  RedisClientStore(String uri) {
    client = RedisClient.create(uri);
    connection = client.connect(ByteArrayCodec.INSTANCE);
  }

  @Override
  public long get(CacheKey key) {
    return connection.sync().get(key.toBytes()).length;
  }

  @Override
  public void put(CacheKey key, byte[] value) {
    String unused = connection.sync().set(key.toBytes(), value);
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }
}
