package dev.wasmcache.redis;

import dev.wasmcache.CacheKey;
import dev.wasmcache.Lease;
import dev.wasmcache.store.EntryBytes;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Everything that changes something in Redis, over a connection that no reader waits for. */
final class RedisWriter {

  private static final int AHEAD = 3;

  // Compares what is there and deletes it in one step.
  private static final String DELETE_IF =
      "if redis.call('getrange', KEYS[1], 0, ARGV[2] - 1) == ARGV[1] then"
          + " return redis.call('del', KEYS[1]) else return 0 end";

  private final RedisLink link;
  private final RedisKeys keys;
  private final RedisStoreBuilder settings;

  RedisWriter(RedisLink link, RedisKeys keys, RedisStoreBuilder settings) {
    this.link = link;
    this.keys = keys;
    this.settings = settings;
  }

  /** Chunks outlive what points to them: without it nobody finds them, without them it is bad. */
  Duration chunkTimeToLive() {
    return settings.timeToLive().plusMinutes(1);
  }

  void put(CacheKey key, EntryBytes bytes) throws IOException {
    RedisConnection connection = link.connection();
    byte[] name = keys.entry(key);
    int size = bytes.array().length;
    if (size <= settings.largestWhole()) {
      byte[] value = EntryFrame.create(0, size).encode(size);
      System.arraycopy(bytes.array(), 0, value, EntryFrame.SIZE, size);
      setIfAbsent(connection, name, value);
    } else if (link.await(connection, connection.commands().exists(name)) == 0) {
      putChunks(connection, key, bytes.array());
    }
  }

  private void putChunks(RedisConnection connection, CacheKey key, byte[] entry)
      throws IOException {
    EntryFrame frame = EntryFrame.create(settings.chunkBytes(), entry.length);
    boolean published = false;
    try {
      writeChunks(connection, key, frame, entry);
      published = setIfAbsent(connection, keys.entry(key), frame.encode(0));
    } finally {
      if (!published && connection.open()) {
        // Nothing points to them; if this fails too, they end by themselves.
        var unused = connection.commands().unlink(keys.chunks(key, frame));
      }
    }
  }

  private void writeChunks(RedisConnection connection, CacheKey key, EntryFrame frame, byte[] entry)
      throws IOException {
    SetArgs arguments = SetArgs.Builder.px(chunkTimeToLive());
    Deque<RedisFuture<String>> underWay = new ArrayDeque<>();
    for (int i = 0; i < frame.chunks(); i++) {
      int from = i * frame.chunkBytes();
      int length = Math.min(frame.chunkBytes(), entry.length - from);
      byte[] chunk = Arrays.copyOfRange(entry, from, from + length);
      underWay.add(connection.commands().set(keys.chunk(key, frame, i), chunk, arguments));
      if (underWay.size() > AHEAD) {
        link.await(connection, underWay.remove());
      }
    }
    for (RedisFuture<String> each : underWay) {
      link.await(connection, each);
    }
  }

  private boolean setIfAbsent(RedisConnection connection, byte[] name, byte[] value)
      throws IOException {
    SetArgs arguments = SetArgs.Builder.nx().px(settings.timeToLive());
    return link.await(connection, connection.commands().set(name, value, arguments)) != null;
  }

  boolean delete(CacheKey key) throws IOException {
    RedisConnection connection = link.connection();
    byte[] name = keys.entry(key);
    var asked = connection.commands().getrange(name, 0, EntryFrame.SIZE - 1);
    byte[] front = link.await(connection, asked);
    boolean deleted = link.await(connection, connection.commands().del(name)) > 0;
    unlinkChunks(connection, key, EntryFrame.decode(front));
    return deleted;
  }

  /** Deletes an entry if it still begins as it did. */
  void deleteIf(CacheKey key, byte[] front, @Nullable EntryFrame frame) throws IOException {
    RedisConnection connection = link.connection();
    if (deleteIf(connection, keys.entry(key), front)) {
      unlinkChunks(connection, key, frame);
    }
  }

  private boolean deleteIf(RedisConnection connection, byte[] name, byte[] front)
      throws IOException {
    RedisFuture<Long> answer =
        connection
            .commands()
            .eval(
                DELETE_IF,
                ScriptOutputType.INTEGER,
                new byte[][] {name},
                front,
                Integer.toString(Math.max(front.length, EntryFrame.SIZE))
                    .getBytes(StandardCharsets.US_ASCII));
    return link.await(connection, answer) > 0;
  }

  private void unlinkChunks(RedisConnection connection, CacheKey key, @Nullable EntryFrame frame)
      throws IOException {
    if (frame != null && frame.chunked()) {
      long unused = link.await(connection, connection.commands().unlink(keys.chunks(key, frame)));
    }
  }

  Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
    RedisConnection connection = link.connection();
    byte[] name = keys.lease(key);
    ThreadLocalRandom random = ThreadLocalRandom.current();
    byte[] token =
        ByteBuffer.allocate(16).putLong(random.nextLong()).putLong(random.nextLong()).array();
    var asked = connection.commands().set(name, token, SetArgs.Builder.nx().px(atMost));
    if (link.await(connection, asked) == null) {
      return Optional.empty();
    }
    return Optional.of(
        () -> {
          boolean unused = deleteIf(link.connection(), name, token);
        });
  }

  CompletableFuture<Void> close() {
    return link.close();
  }
}
