package dev.wasmcache.redis;

import dev.wasmcache.StoreException;
import dev.wasmcache.stats.Outcome;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests pieces over the one connection that all readers share. The number of outstanding
 * requests is limited, to bound their memory. Safe for concurrent use.
 */
final class PieceReader {

  /** The most chunks that may be outstanding at once. */
  static final int PLACES = 16;

  private final RedisLink link;
  private final Duration timeout;
  private final int chunkBytes;
  private final Semaphore places = new Semaphore(PLACES);

  PieceReader(RedisLink link, Duration timeout, int chunkBytes) {
    this.link = link;
    this.timeout = timeout;
    this.chunkBytes = chunkBytes;
  }

  /** A request that was sent, its connection, and what receives its answer. */
  record Answer<T>(
      RedisConnection connection, Future<T> value, ArrivingOutput<T> output, int length) {}

  /** A piece that arrived, and its connection. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Arrived(RedisConnection connection, byte[] bytes) {}

  /**
   * Reads a piece into an array of its own; waits for a permit.
   *
   * @throws ConnectionReplacedException if the answer cannot belong to the request
   */
  Arrived read(Pieces.Piece piece) throws IOException {
    return read(askWhole(piece), (bytes, length) -> {});
  }

  /** Requests a piece into an array of its own; waits for a permit. */
  Answer<byte[]> askWhole(Pieces.Piece piece) throws IOException {
    return Objects.requireNonNull(ask(piece, new WholeOutput(piece.length()), true));
  }

  /**
   * Waits for a piece in an array of its own.
   *
   * @throws ConnectionReplacedException if the answer cannot belong to the request
   */
  Arrived read(Answer<byte[]> answer, RedisLink.Watch watch) throws IOException {
    byte[] bytes = await(answer, watch);
    if (bytes == null) {
      throw link.distrust(answer.connection(), "null instead of a string");
    }
    if (bytes.length > answer.length()) {
      throw link.distrust(
          answer.connection(),
          "%d bytes, where at most %d were asked for".formatted(bytes.length, answer.length()));
    }
    return new Arrived(answer.connection(), bytes);
  }

  /**
   * Requests a piece.
   *
   * @param output receives it
   * @param wait whether to wait for a permit; if not, null is returned when there is none
   */
  <T> @Nullable Answer<T> ask(Pieces.Piece piece, ArrivingOutput<T> output, boolean wait)
      throws IOException {
    RedisConnection connection = link.connection();
    int chunks = Math.max(1, Math.min(PLACES, piece.length() / chunkBytes));
    if (!acquire(chunks, wait)) {
      if (wait) {
        throw new StoreException(Outcome.BUSY, "too many requests to Redis are outstanding");
      }
      return null;
    }
    boolean asked = false;
    try {
      CommandArgs<byte[], byte[]> range =
          new CommandArgs<>(ByteArrayCodec.INSTANCE)
              .addKey(piece.name())
              .add(piece.from())
              .add(piece.from() + piece.length() - 1);
      RedisFuture<T> answer = connection.commands().dispatch(CommandType.GETRANGE, output, range);
      asked = true;
      answer.whenComplete((value, failure) -> places.release(chunks));
      return new Answer<>(connection, answer, output, piece.length());
    } finally {
      if (!asked) {
        places.release(chunks);
      }
    }
  }

  private boolean acquire(int chunks, boolean wait) throws InterruptedIOException {
    try {
      return wait
          ? places.tryAcquire(chunks, timeout.toNanos(), TimeUnit.NANOSECONDS)
          : places.tryAcquire(chunks);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for Redis");
    }
  }

  <T> @Nullable T await(Answer<T> answer, RedisLink.Watch watch) throws IOException {
    return link.await(answer.connection(), answer.value(), answer.output(), watch);
  }
}
