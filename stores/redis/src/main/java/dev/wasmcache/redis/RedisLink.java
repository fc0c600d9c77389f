package dev.wasmcache.redis;

import dev.wasmcache.StoreException;
import dev.wasmcache.internal.guard.ColdStart;
import dev.wasmcache.internal.guard.Redacted;
import dev.wasmcache.stats.Outcome;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection, opened when it is needed and replaced when something is wrong with it. After a
 * time-out the answer is still on its way, and every later request waits behind it. Safe for
 * concurrent use.
 */
final class RedisLink {

  private final Connector connector;
  private final ColdStart coldStart;
  private final Duration connectTimeout;
  private final Duration commandTimeout;
  private final Object lock = new Object();
  private @Nullable CompletableFuture<RedisConnection> current;
  private boolean closed;

  RedisLink(Connector connector, RedisStoreBuilder settings, ColdStart coldStart) {
    this.connector = connector;
    this.coldStart = coldStart;
    this.connectTimeout = settings.connectTimeout;
    this.commandTimeout = settings.commandTimeout;
  }

  /** Opens connections. */
  interface Connector {
    CompletableFuture<RedisConnection> connect(Duration timeout);
  }

  /** Returns the connection; opens one and waits for it if there is none. */
  RedisConnection connection() throws IOException {
    Duration limit = coldStart.extend(connectTimeout);
    CompletableFuture<RedisConnection> connecting = connecting(limit);
    try {
      return connecting.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      coldStart.end();
      discard(connecting);
      throw new StoreException(Outcome.TIMEOUT, "no connection within " + limit.toMillis() + " ms");
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      coldStart.end();
      discard(connecting);
      throw failed(cause(e));
    }
  }

  private CompletableFuture<RedisConnection> connecting(Duration limit) throws StoreException {
    synchronized (lock) {
      if (closed) {
        throw new StoreException(Outcome.SKIPPED, "the store is closed");
      }
      CompletableFuture<RedisConnection> known = current;
      if (known != null
          && (!known.isDone() || (!known.isCompletedExceptionally() && known.join().open()))) {
        return known;
      }
      if (known != null) {
        discard(known);
      }
      CompletableFuture<RedisConnection> made = connector.connect(limit);
      current = made;
      return made;
    }
  }

  /**
   * Waits for the answer to a command.
   *
   * @return null if the server answered that there is nothing
   * @throws ConnectionReplacedException if the connection was lost, or the answer has the wrong
   *     type
   * @throws StoreException as {@link Outcome#TIMEOUT}, or as {@link Outcome#SKIPPED} if the server
   *     has no memory left
   */
  <T> @Nullable T await(RedisConnection connection, Future<T> answer) throws IOException {
    Duration limit = coldStart.extend(commandTimeout);
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      discard(connection);
      throw new StoreException(
          Outcome.TIMEOUT,
          "no answer within " + limit.toMillis() + " ms; the connection is replaced");
    } catch (InterruptedException e) {
      // Other threads wait for answers on it, and it still works.
      throw interrupted();
    } catch (ExecutionException e) {
      throw failed(connection, cause(e));
    } finally {
      coldStart.end();
    }
  }

  private IOException failed(RedisConnection connection, Throwable cause) {
    if (cause instanceof RedisCommandExecutionException refused) {
      String message = String.valueOf(refused.getMessage());
      if (message.startsWith("OOM") || message.contains("-OOM ")) {
        return new StoreException(
            Outcome.SKIPPED, "the server has no memory left: " + Redacted.text(message));
      }
      if (message.startsWith("READONLY") || message.contains("-READONLY ")) {
        // It was the master before: the next connection looks for the current one.
        discard(connection);
      }
      return failed(cause);
    }
    discard(connection);
    return new ConnectionReplacedException(describe(cause), Redacted.failure(cause));
  }

  private static IOException failed(Throwable cause) {
    return new IOException(describe(cause), Redacted.failure(cause));
  }

  private static Throwable cause(ExecutionException failure) {
    return Objects.requireNonNullElse(failure.getCause(), failure);
  }

  private static String describe(Throwable cause) {
    boolean said = cause instanceof RedisException || cause instanceof IOException;
    return (said ? "Redis failed: " : "Redis gave an answer of the wrong type: ")
        + Redacted.text(cause);
  }

  /**
   * Abandons a connection that received an answer which cannot belong to its request: the answers
   * that follow are wrong, too.
   *
   * @return the exception to throw
   */
  ConnectionReplacedException distrust(RedisConnection connection, String reason) {
    discard(connection);
    return new ConnectionReplacedException(
        "Redis gave an answer that belongs to another request (%s); the connection is replaced"
            .formatted(reason));
  }

  /** Requests and their answers; may be run again. */
  interface Exchange<T> {
    T run() throws IOException;
  }

  /** Runs an exchange, and once more if its connection had to be replaced. */
  static <T> T twice(Exchange<T> exchange) throws IOException {
    try {
      return exchange.run();
    } catch (ConnectionReplacedException first) {
      try {
        return exchange.run();
      } catch (IOException | RuntimeException second) {
        second.addSuppressed(first);
        throw second;
      }
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for Redis");
  }

  private void discard(CompletableFuture<RedisConnection> connecting) {
    synchronized (lock) {
      if (current == connecting) {
        current = null;
      }
    }
    // A connection that arrives too late is closed as well.
    CompletableFuture<Void> unused = connecting.thenCompose(RedisConnection::close);
  }

  void discard(RedisConnection connection) {
    synchronized (lock) {
      CompletableFuture<RedisConnection> known = current;
      if (known != null
          && known.isDone()
          && !known.isCompletedExceptionally()
          && known.join() == connection) {
        current = null;
      }
    }
    CompletableFuture<Void> unused = connection.close();
  }

  /** Opens no more connections and closes the current one. Does not block. */
  CompletableFuture<Void> close() {
    CompletableFuture<RedisConnection> last;
    synchronized (lock) {
      closed = true;
      last = current;
      current = null;
    }
    return last == null
        ? CompletableFuture.completedFuture(null)
        : last.thenCompose(RedisConnection::close).exceptionally(failure -> null);
  }
}
