package dev.wasmcache.redis;

import dev.wasmcache.CacheKey;
import dev.wasmcache.Lease;
import dev.wasmcache.internal.guard.Redacted;
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
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Every operation that changes data in Redis, over a connection that no reader waits for. */
final class RedisWriter {

  private static final int AHEAD = 3;
  private static final String SET = "OK";
  private static final byte DELETED = '1';

  // Every script begins its answer with its first argument, which is random, so that an answer to
  // another request cannot be mistaken for its own.
  private static final int TOKEN = 16;

  // Returns the first bytes of the value.
  private static final String LOOK =
      "return ARGV[1] .. redis.call('getrange', KEYS[1], 0, ARGV[2] - 1)";

  // Deletes the value; returns whether it existed, and its first bytes.
  private static final String DELETE =
      "local front = redis.call('getrange', KEYS[1], 0, ARGV[2] - 1)"
          + " return ARGV[1] .. redis.call('del', KEYS[1]) .. front";

  // Compares the value and deletes it, in one step.
  private static final String DELETE_IF =
      "if redis.call('getrange', KEYS[1], 0, ARGV[2] - 1) == ARGV[3] then"
          + " return ARGV[1] .. redis.call('del', KEYS[1]) else return ARGV[1] .. '0' end";

  private final RedisLink link;
  private final RedisKeys keys;
  private final RedisStoreBuilder settings;

  RedisWriter(RedisLink link, RedisKeys keys, RedisStoreBuilder settings) {
    this.link = link;
    this.keys = keys;
    this.settings = settings;
  }

  /**
   * Chunks outlive the value that points to them: without the value they are unreachable, but a
   * value without its chunks is a bad entry.
   */
  Duration chunkTimeToLive() {
    return settings.timeToLive.plusMinutes(1);
  }

  /** Whether there is a value under a key: of an entry in chunks, the one that points to them. */
  boolean holds(CacheKey key) throws IOException {
    byte[] name = keys.entry(key);
    return RedisLink.twice(() -> holds(link.connection(), name));
  }

  private boolean holds(RedisConnection connection, byte[] name) throws IOException {
    return check(connection, look(connection, name)).length > 0;
  }

  void put(CacheKey key, byte[] bytes) throws IOException {
    byte[] name = keys.entry(key);
    int size = bytes.length;
    if (size <= settings.largestWhole()) {
      byte[] value = EntryFrame.create(0, size).encode(size);
      System.arraycopy(bytes, 0, value, EntryFrame.SIZE, size);
      byte[] unused = RedisLink.twice(() -> setIfAbsent(name, value, settings.timeToLive));
    } else {
      EntryFrame frame = EntryFrame.create(settings.chunkBytes, size);
      RedisLink.twice(
          () -> {
            putChunks(key, name, frame, bytes);
            return true;
          });
    }
  }

  private void putChunks(CacheKey key, byte[] name, EntryFrame frame, byte[] entry)
      throws IOException {
    RedisConnection connection = link.connection();
    if (holds(connection, name)) {
      return;
    }
    byte[] value = frame.encode(0);
    boolean published = false;
    connection.sending(entry.length);
    try {
      writeChunks(connection, key, frame, entry);
      published = Arrays.equals(setIfAbsent(name, value, settings.timeToLive), value);
    } finally {
      connection.sending(-entry.length);
      if (!published && connection.open()) {
        // No value points to them; if this fails too, they expire.
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
        requireSet(connection, underWay.remove());
      }
    }
    for (RedisFuture<String> each : underWay) {
      requireSet(connection, each);
    }
  }

  private void requireSet(RedisConnection connection, RedisFuture<String> asked)
      throws IOException {
    String answer = link.await(connection, asked);
    if (!SET.equals(answer)) {
      throw link.distrust(connection, "'" + Redacted.text(answer + "") + "' instead of OK");
    }
  }

  /**
   * Sets a value if there is none, and returns the first bytes of the value that is there
   * afterwards.
   */
  private byte[] setIfAbsent(byte[] name, byte[] value, Duration timeToLive) throws IOException {
    RedisConnection connection = link.connection();
    connection.sending(value.length);
    try {
      var set = connection.commands().set(name, value, SetArgs.Builder.nx().px(timeToLive));
      Asked there = look(connection, name);
      String answer = link.await(connection, set);
      if (answer != null && !SET.equals(answer)) {
        throw link.distrust(connection, "'" + Redacted.text(answer) + "' instead of OK");
      }
      return check(connection, there);
    } finally {
      connection.sending(-value.length);
    }
  }

  /** A script that was sent, and the token that its answer must begin with. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Asked(byte[] token, Future<byte[]> answer) {}

  private Asked look(RedisConnection connection, byte[] name) {
    return ask(connection, LOOK, name, number(EntryFrame.SIZE));
  }

  private static Asked ask(
      RedisConnection connection, String script, byte[] name, byte[]... arguments) {
    byte[] token = token();
    byte[][] all = new byte[1 + arguments.length][];
    all[0] = token;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return new Asked(
        token,
        connection.commands().eval(script, ScriptOutputType.VALUE, new byte[][] {name}, all));
  }

  /** Waits for the answer of a script, and returns the part after its token. */
  private byte[] check(RedisConnection connection, Asked asked) throws IOException {
    byte[] answer = link.await(connection, asked.answer());
    if (answer == null) {
      throw link.distrust(connection, "null instead of a string");
    }
    if (answer.length < TOKEN || !Arrays.equals(answer, 0, TOKEN, asked.token(), 0, TOKEN)) {
      throw link.distrust(
          connection, answer.length + " bytes that do not begin with the expected token");
    }
    return Arrays.copyOfRange(answer, TOKEN, answer.length);
  }

  private static byte[] token() {
    // It only needs to be unique; guessing it gains nothing.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return ByteBuffer.allocate(TOKEN).putLong(random.nextLong()).putLong(random.nextLong()).array();
  }

  private static byte[] number(int number) {
    return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  boolean delete(CacheKey key) throws IOException {
    byte[] name = keys.entry(key);
    byte[] answer =
        RedisLink.twice(
            () -> {
              RedisConnection connection = link.connection();
              byte[] checked =
                  check(connection, ask(connection, DELETE, name, number(EntryFrame.SIZE)));
              boolean unused = deleted(connection, checked);
              return checked;
            });
    unlinkChunks(key, EntryFrame.decode(Arrays.copyOfRange(answer, 1, answer.length)));
    return answer[0] == DELETED;
  }

  private boolean deleted(RedisConnection connection, byte[] answer) throws IOException {
    if (answer.length == 0) {
      throw link.distrust(connection, "an answer that is not a number");
    }
    return answer[0] == DELETED;
  }

  /**
   * Deletes an entry if it still begins with the same bytes.
   *
   * @return whether it was deleted
   */
  boolean deleteIf(CacheKey key, byte[] front, @Nullable EntryFrame frame) throws IOException {
    boolean deleted = RedisLink.twice(() -> deleteIf(link.connection(), keys.entry(key), front));
    if (deleted) {
      unlinkChunks(key, frame);
    }
    return deleted;
  }

  private boolean deleteIf(RedisConnection connection, byte[] name, byte[] front)
      throws IOException {
    byte[] length = number(Math.max(front.length, EntryFrame.SIZE));
    return deleted(connection, check(connection, ask(connection, DELETE_IF, name, length, front)));
  }

  private void unlinkChunks(CacheKey key, @Nullable EntryFrame frame) throws IOException {
    if (frame != null && frame.chunked()) {
      byte[][] chunks = keys.chunks(key, frame);
      RedisLink.twice(
          () -> {
            RedisConnection connection = link.connection();
            Long unused = link.await(connection, connection.commands().unlink(chunks));
            return true;
          });
    }
  }

  Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
    byte[] name = keys.lease(key);
    byte[] mine = token();
    byte[] holder = RedisLink.twice(() -> setIfAbsent(name, mine, atMost));
    if (!Arrays.equals(holder, mine)) {
      return Optional.empty();
    }
    return Optional.of(
        () -> {
          boolean unused = RedisLink.twice(() -> deleteIf(link.connection(), name, mine));
        });
  }

  CompletableFuture<Void> close() {
    return link.close();
  }
}
