package dev.wasmcache.redis;

import dev.wasmcache.Outcome;
import dev.wasmcache.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks for pieces over the one connection that all readers share: only so many at once that what is
 * under way stays small. Safe for concurrent use.
 */
final class PieceReader {

  /** How many pieces may be under way at once. */
  static final int PLACES = 16;

  private final RedisLink link;
  private final Duration timeout;
  private final Semaphore places = new Semaphore(PLACES);

  PieceReader(RedisLink link, Duration timeout) {
    this.link = link;
    this.timeout = timeout;
  }

  /** What was asked for, and where. */
  record Answer(RedisConnection connection, Future<byte[]> value) {}

  /**
   * Asks for a piece.
   *
   * @param wait whether to wait for a place; if not, null is answered when there is none
   */
  @Nullable Answer ask(Pieces.Piece piece, boolean wait) throws IOException {
    RedisConnection connection = link.connection();
    if (!acquire(wait)) {
      if (wait) {
        throw new StoreException(Outcome.TIMEOUT, "too many answers of Redis are under way");
      }
      return null;
    }
    boolean asked = false;
    try {
      var answer =
          connection
              .commands()
              .getrange(piece.name(), piece.from(), piece.from() + piece.length() - 1);
      asked = true;
      answer.whenComplete((value, failure) -> places.release());
      return new Answer(connection, answer);
    } finally {
      if (!asked) {
        places.release();
      }
    }
  }

  private boolean acquire(boolean wait) throws InterruptedIOException {
    try {
      return wait
          ? places.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)
          : places.tryAcquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while it waited for Redis");
    }
  }

  byte[] await(Answer answer) throws IOException {
    return link.await(answer.connection(), answer.value());
  }
}
