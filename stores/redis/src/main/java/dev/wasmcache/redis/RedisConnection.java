package dev.wasmcache.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection to one server or to a cluster, with the commands that this store needs of both. */
final class RedisConnection {

  private final StatefulConnection<byte[], byte[]> connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final AtomicBoolean closed = new AtomicBoolean();

  RedisConnection(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands) {
    this.connection = connection;
    this.commands = commands;
  }

  RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return commands;
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
