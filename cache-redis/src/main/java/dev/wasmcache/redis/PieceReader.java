package dev.wasmcache.redis;

import dev.wasmcache.StoreException;
import dev.wasmcache.stats.Outcome;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.CommandOutput;
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

  /** A request that was sent, and its connection. */
  record Answer<T>(RedisConnection connection, Future<T> value) {}

  /** Requests a piece as a separate array; waits for a permit. */
  Answer<byte[]> ask(Pieces.Piece piece) throws IOException {
    Answer<byte[]> answer = ask(piece, new ByteArrayOutput<>(ByteArrayCodec.INSTANCE), true);
    return Objects.requireNonNull(answer);
  }

  /**
   * Requests a piece.
   *
   * @param output receives it
   * @param wait whether to wait for a permit; if not, null is returned when there is none
   */
  <T> @Nullable Answer<T> ask(
      Pieces.Piece piece, CommandOutput<byte[], byte[], T> output, boolean wait)
      throws IOException {
    RedisConnection connection = link.connection();
    int chunks = Math.max(1, Math.min(PLACES, piece.length() / chunkBytes));
    if (!acquire(chunks, wait)) {
      if (wait) {
        throw new StoreException(Outcome.TIMEOUT, "too many requests to Redis are outstanding");
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
      return new Answer<>(connection, answer);
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

  /**
   * Waits for a piece.
   *
   * @throws ConnectionReplacedException if the answer cannot belong to the request
   */
  byte[] await(Answer<byte[]> answer, Pieces.Piece asked) throws IOException {
    byte[] piece = await(answer);
    if (piece == null) {
      throw link.distrust(answer.connection(), "null instead of a string");
    }
    if (piece.length > asked.length()) {
      throw link.distrust(
          answer.connection(),
          "%d bytes, where at most %d were asked for".formatted(piece.length, asked.length()));
    }
    return piece;
  }

  <T> @Nullable T await(Answer<T> answer) throws IOException {
    return link.await(answer.connection(), answer.value());
  }
}
