package dev.wasmcache.redis;

import dev.wasmcache.Outcome;
import dev.wasmcache.StoreException;
import dev.wasmcache.store.Redacted;
import io.lettuce.core.RedisCommandExecutionException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection, made when it is needed and replaced when something is wrong with it. After a
 * time-out the answer is still on its way, and everything that is asked later waits behind it. Safe
 * for concurrent use.
 */
final class RedisLink {

  private final Supplier<CompletableFuture<RedisConnection>> connector;
  private final Duration connectTimeout;
  private final Duration commandTimeout;
  private final Object lock = new Object();
  private @Nullable CompletableFuture<RedisConnection> current;
  private boolean closed;

  RedisLink(
      Supplier<CompletableFuture<RedisConnection>> connector,
      Duration connectTimeout,
      Duration commandTimeout) {
    this.connector = connector;
    this.connectTimeout = connectTimeout;
    this.commandTimeout = commandTimeout;
  }

  /** Answers the connection; if there is none, makes one and waits for it. */
  RedisConnection connection() throws IOException {
    CompletableFuture<RedisConnection> connecting = connecting();
    try {
      return connecting.get(connectTimeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      discard(connecting);
      throw new StoreException(
          Outcome.TIMEOUT, "no connection within " + connectTimeout.toMillis() + " ms");
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      discard(connecting);
      throw failed(e.getCause());
    }
  }

  private CompletableFuture<RedisConnection> connecting() throws StoreException {
    synchronized (lock) {
      if (closed) {
        throw new StoreException(Outcome.SKIPPED, "the store is closed");
      }
      CompletableFuture<RedisConnection> known = current;
      if (known != null && (!known.isDone() || (!failed(known) && known.join().open()))) {
        return known;
      }
      if (known != null) {
        discard(known);
      }
      CompletableFuture<RedisConnection> made = connector.get();
      current = made;
      return made;
    }
  }

  private static boolean failed(CompletableFuture<RedisConnection> done) {
    return done.isCompletedExceptionally();
  }

  /**
   * Waits for the answer to a command.
   *
   * @throws StoreException as {@link Outcome#TIMEOUT}, or as {@link Outcome#SKIPPED} if the server
   *     has no memory left
   */
  <T> T await(RedisConnection connection, Future<T> answer) throws IOException {
    try {
      return answer.get(commandTimeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      discard(connection);
      throw new StoreException(
          Outcome.TIMEOUT,
          "no answer within " + commandTimeout.toMillis() + " ms; the connection is replaced");
    } catch (InterruptedException e) {
      discard(connection);
      throw interrupted();
    } catch (ExecutionException e) {
      throw failed(connection, e.getCause());
    }
  }

  private IOException failed(RedisConnection connection, @Nullable Throwable cause) {
    if (cause instanceof RedisCommandExecutionException refused) {
      String message = String.valueOf(refused.getMessage());
      if (message.startsWith("OOM")) {
        return new StoreException(Outcome.SKIPPED, "the server has no memory left: " + message);
      }
      if (!message.startsWith("READONLY")) {
        return failed(cause);
      }
      // It was the master once: the next connection looks for the one that is.
    }
    discard(connection);
    return failed(cause);
  }

  private static IOException failed(@Nullable Throwable cause) {
    return new IOException(
        "Redis failed: " + (cause == null ? "unknown" : Redacted.text(cause)), cause);
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while it waited for Redis");
  }

  private void discard(CompletableFuture<RedisConnection> connecting) {
    synchronized (lock) {
      if (current == connecting) {
        current = null;
      }
    }
    // One that comes too late is closed as well.
    CompletableFuture<Void> unused = connecting.thenAccept(RedisConnection::close);
  }

  private void discard(RedisConnection connection) {
    synchronized (lock) {
      CompletableFuture<RedisConnection> known = current;
      if (known != null && known.isDone() && !failed(known) && known.join() == connection) {
        current = null;
      }
    }
    connection.close();
  }

  /** Makes no more connections. The client closes those that there are, with itself. */
  void close() {
    synchronized (lock) {
      closed = true;
    }
  }
}
