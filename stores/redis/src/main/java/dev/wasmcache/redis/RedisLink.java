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
 * time-out the answer is still on its way, and every later request waits behind it. The time-out is
 * for silence: an answer whose bytes keep coming is waited for. Safe for concurrent use.
 */
final class RedisLink {

  // How often a waiting thread looks whether bytes have come.
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  // The cache decides how long an answer that comes slowly is worth it. This is for other callers.
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

  // The slowest connection over which an entry can be stored: half a megabyte per second.
  private static final long NANOS_PER_BYTE_SENT = TimeUnit.SECONDS.toNanos(1) / (512 * 1024);

  // A connection costs less than to receive so many bytes in vain.
  private static final long MUCH_BYTES = 128 * 1024;

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

  /** Is told of an answer that is on its way, by the thread that waits for it. */
  interface Watch {

    /**
     * Called now and then while the answer comes.
     *
     * @param bytes how many bytes of the answer have come
     * @param length of the whole answer
     */
    void underWay(long bytes, long length);
  }

  /**
   * Waits for the answer to a command.
   *
   * @return null if the server answered that there is nothing
   * @throws ConnectionReplacedException if the connection was lost, or the answer has the wrong
   *     type
   * @throws StoreException as {@link Outcome#TIMEOUT}, as {@link Outcome#SKIPPED} if the server has
   *     no memory left, or as {@link Outcome#BUSY}
   */
  <T> @Nullable T await(RedisConnection connection, Future<T> answer) throws IOException {
    return await(connection, answer, null, (bytes, length) -> {});
  }

  /**
   * As {@link #await(RedisConnection, Future)}, for as long as bytes of it come, or of the answers
   * before it.
   *
   * @param output receives the answer; null if it is short
   */
  <T> @Nullable T await(
      RedisConnection connection, Future<T> answer, @Nullable ArrivingOutput<T> output, Watch watch)
      throws IOException {
    connection.waits(1);
    try {
      return awaitBytes(connection, answer, output, watch);
    } catch (InterruptedException e) {
      abandon(connection, output);
      throw interrupted();
    } catch (ExecutionException e) {
      throw failed(connection, cause(e));
    } finally {
      connection.waits(-1);
      coldStart.end();
    }
  }

  private <T> @Nullable T awaitBytes(
      RedisConnection connection, Future<T> answer, @Nullable ArrivingOutput<T> output, Watch watch)
      throws InterruptedException, ExecutionException, StoreException {
    Duration silence = coldStart.extend(commandTimeout);
    long start = System.nanoTime();
    long last = start;
    while (true) {
      long limit = silence.toNanos() + connection.sending() * NANOS_PER_BYTE_SENT;
      long left = last + limit - System.nanoTime();
      try {
        return answer.get(Math.min(Math.max(0, left), LOOK_NANOS), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (output != null && output.heardAfter(last)) {
          last = output.heardNanos();
          watch.underWay(output.arrived(), output.announced());
        } else if (left <= LOOK_NANOS) {
          throw silent(connection, silence);
        }
        if (last - start > LONGEST_NANOS) {
          throw silent(connection, Duration.ofNanos(LONGEST_NANOS));
        }
      }
    }
  }

  private StoreException silent(RedisConnection connection, Duration limit) {
    discard(connection);
    return new StoreException(
        Outcome.TIMEOUT,
        "no answer within " + limit.toMillis() + " ms; the connection is replaced");
  }

  /**
   * Leaves an answer to itself. Other threads may wait for answers on the connection, and it still
   * works. If none does and much is still to come, it is closed, so that the server stops sending.
   */
  private void abandon(RedisConnection connection, @Nullable ArrivingOutput<?> output) {
    if (output == null) {
      return;
    }
    long left = output.announced() - output.seal();
    if (left > MUCH_BYTES && connection.waiting() == 1) {
      discard(connection);
    }
  }

  private IOException failed(RedisConnection connection, Throwable cause) {
    if (cause instanceof RedisCommandExecutionException refused) {
      String message = String.valueOf(refused.getMessage());
      StoreException refusal = RedisFailures.refusal(message);
      if (refusal != null) {
        return refusal;
      }
      if (RedisFailures.says(message, "READONLY")) {
        // It was the master before: the next connection looks for the current one.
        discard(connection);
      }
      return failed(cause);
    }
    discard(connection);
    boolean lost =
        !(cause instanceof RefusedAnswerException)
            && (cause instanceof RedisException || cause instanceof IOException);
    return new ConnectionReplacedException(describe(cause), Redacted.failure(cause), lost);
  }

  private static IOException failed(Throwable cause) {
    StoreException refusal = RedisFailures.refusal(cause);
    if (refusal != null) {
      return refusal;
    }
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
