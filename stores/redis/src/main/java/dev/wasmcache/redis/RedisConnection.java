package dev.wasmcache.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A connection to one server or to a cluster, with the commands that this store needs of both. */
final class RedisConnection {

  private final StatefulConnection<byte[], byte[]> connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong sending = new AtomicLong();

  RedisConnection(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands) {
    this.connection = connection;
    this.commands = commands;
  }

  RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return commands;
  }

  /** Notes that one more thread waits for an answer; -1 if one no longer does. */
  void waits(int more) {
    waiting.addAndGet(more);
  }

  /** Returns how many threads wait for answers. */
  int waiting() {
    return waiting.get();
  }

  /** Notes that so many more bytes are being sent; negative when they have been. */
  void sending(long more) {
    sending.addAndGet(more);
  }

  /** Returns how many bytes are on their way to the server: every answer comes after them. */
  long sending() {
    return sending.get();
  }

  boolean open() {
    return !closed.get() && connection.isOpen();
  }

  /** Does not block. Idempotent; the client's own method logs a warning when it is called twice. */
  CompletableFuture<Void> close() {
    return closed.compareAndSet(false, true)
        ? connection.closeAsync()
        : CompletableFuture.completedFuture(null);
  }
}
