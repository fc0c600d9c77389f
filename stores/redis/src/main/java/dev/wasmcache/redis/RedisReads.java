package dev.wasmcache.redis;

import dev.wasmcache.Arrival;
import dev.wasmcache.CacheKey;
import dev.wasmcache.StoreException;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.internal.guard.ColdStart;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries over one connection as long as its answers belong to the requests, and over a
 * second one otherwise.
 *
 * <p>After one answer too many or too few, every request on a connection receives the answer to
 * another one. The protocol does not show it, but the entry does. An entry that verification
 * refuses is read again over the second connection, which must also prove that it is in step, with
 * a range chosen at random. Its answer is what is stored. If it differs from the first connection's
 * answer, the first connection is replaced.
 *
 * <p>Otherwise, an attacker with write access could make every reader connect at every read. So the
 * second connection is kept, and each of the two is replaced for a refused entry at most once in
 * {@link #PAUSE}. Meanwhile a refused entry is still read over the other one.
 */
final class RedisReads {

  /** The shortest time between two replacements of a connection for its answers. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  private static final int LONGEST_PROOF = 64 * 1024;

  private final RedisStoreBuilder settings;
  private final RedisKeys keys;
  private final RedisWriter writer;
  private final Way first;
  private final Way second;
  private final Touches touches;

  RedisReads(
      RedisStoreBuilder settings,
      RedisLink.Connector connector,
      ColdStart coldStart,
      RedisKeys keys,
      RedisWriter writer) {
    this.settings = settings;
    this.keys = keys;
    this.writer = writer;
    this.first = new Way(settings, connector, coldStart);
    this.second = new Way(settings, connector, coldStart);
    this.touches = new Touches(settings.timeToLive);
  }

  /** A connection to read over. Safe for concurrent use. */
  private static final class Way {
    private final RedisLink link;
    private final PieceReader pieces;
    private long replaced = System.nanoTime() - PAUSE.toNanos();

    private Way(RedisStoreBuilder settings, RedisLink.Connector connector, ColdStart coldStart) {
      this.link = new RedisLink(connector, settings, coldStart);
      this.pieces = new PieceReader(link, settings.commandTimeout, settings.chunkBytes);
    }

    /** Replaces a connection that cannot be trusted; returns whether the pause was over. */
    private synchronized boolean replace(RedisConnection connection) {
      long now = System.nanoTime();
      if (now - replaced < PAUSE.toNanos()) {
        return false;
      }
      replaced = now;
      link.discard(connection);
      return true;
    }
  }

  /**
   * The first bytes of a value, the connection that they came over, and whether it did not break
   * off.
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Front(Way way, RedisConnection connection, byte[] bytes, boolean complete) {
    private @Nullable EntryFrame frame() {
      return EntryFrame.decode(bytes);
    }
  }

  static int firstLength(RedisStoreBuilder settings) {
    return EntryFrame.SIZE + settings.largestWhole();
  }

  /**
   * Opens an entry.
   *
   * @param use whether reading renews its time to live
   * @param arrival receives how much of it is on its way
   */
  Optional<StoredEntry> open(CacheKey key, boolean use, Arrival arrival) throws IOException {
    Front front = RedisLink.twice(() -> begun(key, arrival));
    EntryFrame frame = front.frame();
    if (use && frame != null && touches.due(key, System.nanoTime())) {
      touch(key, frame, front.connection());
    }
    return entry(key, front);
  }

  /**
   * Reads the first bytes of a value over the first connection. If it breaks off after some of
   * them, those are returned: the rest is read with the rest of the entry.
   */
  private Front begun(CacheKey key, Arrival arrival) throws IOException {
    PieceReader.Answer<byte[]> answer = first.pieces.askWhole(front(key));
    try {
      PieceReader.Arrived arrived =
          first.pieces.read(answer, (bytes, length) -> arrival.underWay(bytes, length));
      return new Front(first, arrived.connection(), arrived.bytes(), true);
    } catch (IOException e) {
      if (ConnectionReplacedException.isBreak(e)) {
        Front begun = new Front(first, answer.connection(), PieceArray.came(answer), false);
        if (begun.frame() != null) {
          return begun;
        }
      }
      throw e;
    }
  }

  /** A range of a value cannot be longer than requested, whatever is stored there. */
  private Pieces.Piece front(CacheKey key) {
    return new Pieces.Piece(keys.entry(key), 0, firstLength(settings));
  }

  private Optional<StoredEntry> entry(CacheKey key, Front front) throws IOException {
    byte[] bytes = front.bytes();
    if (bytes.length == 0) {
      return Optional.empty();
    }
    EntryFrame frame = front.frame();
    if (frame != null && frame.size() > settings.maximumEntryBytes) {
      throw tooLarge(settings, frame.size());
    }
    byte[] seen = Arrays.copyOf(bytes, Math.min(bytes.length, EntryFrame.SIZE));
    boolean whole = front.complete() && bytes.length < firstLength(settings);
    return Optional.of(
        new RedisEntry(frame == null ? bytes.length : frame.size()) {
          @Override
          ByteBuffer read(Arrival arrival) throws IOException {
            if (frame == null) {
              // Not an entry: returned as it is, so that verification refuses and deletes it.
              return ByteBuffer.wrap(bytes);
            }
            Pieces where = new Pieces(keys, key, frame, settings.chunkBytes);
            return PieceArray.read(front.way().pieces, where, bytes, whole, arrival);
          }

          @Override
          public boolean discard() throws IOException {
            return writer.deleteIf(key, seen, frame);
          }

          @Override
          public Optional<StoredEntry> reopen() throws IOException {
            return RedisReads.this.reopen(key, this, front);
          }
        });
  }

  static StoreException tooLarge(RedisStoreBuilder settings, long size) {
    return new StoreException(
        Outcome.TOO_LARGE,
        "it has " + size + " bytes; the limit in Redis is " + settings.maximumEntryBytes);
  }

  /** Reads a refused entry over the second connection. */
  private Optional<StoredEntry> reopen(CacheKey key, StoredEntry entry, Front refused)
      throws IOException {
    if (refused.way() == second) {
      return Optional.of(entry);
    }
    if (refused.frame() == null && RedisLink.twice(() -> isStillNoEntry(key, refused.bytes()))) {
      return Optional.of(entry);
    }
    Front again = RedisLink.twice(() -> provenFront(key));
    if (!Arrays.equals(again.bytes(), refused.bytes())) {
      boolean unused = first.replace(refused.connection());
      return entry(key, again);
    }
    EntryFrame frame = again.frame();
    // Of an entry in chunks, that was only the header.
    return frame != null && frame.size() > again.bytes().length - EntryFrame.SIZE
        ? entry(key, again)
        : Optional.of(entry);
  }

  /**
   * Reads the first bytes of a value over the second connection, and a part of them once more. An
   * answer to another request would not have the length that was just chosen at random, nor the
   * same bytes.
   */
  private Front provenFront(CacheKey key) throws IOException {
    PieceReader.Arrived came = second.pieces.read(front(key));
    byte[] bytes = came.bytes();
    Front front = new Front(second, came.connection(), bytes, true);
    Pieces.Piece part = randomPart(key, bytes.length);
    PieceReader.Arrived arrived = second.pieces.read(part);
    if (isPart(arrived, part, bytes)) {
      return front;
    }
    if (second.replace(arrived.connection())) {
      throw new ConnectionReplacedException(
          "Redis gave answers that belong to other requests; the connection is replaced");
    }
    throw new IOException(
        "Redis gave answers that belong to other requests, on two connections within "
            + PAUSE.toMillis()
            + " ms, so it is not known what it has stored");
  }

  /**
   * Whether the second connection finds the same value, which was refused because it is not an
   * entry. Compares its first bytes and a part chosen at random: the value may be as long as an
   * answer can be, and is not read whole again.
   */
  private boolean isStillNoEntry(CacheKey key, byte[] refused) throws IOException {
    var head = new Pieces.Piece(keys.entry(key), 0, EntryFrame.SIZE);
    if (!isPart(second.pieces.read(head), head, refused)) {
      return false;
    }
    Pieces.Piece part = randomPart(key, refused.length);
    return isPart(second.pieces.read(part), part, refused);
  }

  private Pieces.Piece randomPart(CacheKey key, int length) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    // For an empty value, proves that it has no first byte.
    int from = length == 0 ? 0 : random.nextInt(length);
    int size = length == 0 ? 1 : random.nextInt(Math.min(LONGEST_PROOF, length - from)) + 1;
    return new Pieces.Piece(keys.entry(key), from, size);
  }

  private static boolean isPart(PieceReader.Arrived arrived, Pieces.Piece part, byte[] whole) {
    // Within an array.
    int from = (int) part.from();
    int to = Math.min(from + part.length(), whole.length);
    byte[] bytes = arrived.bytes();
    return Arrays.equals(bytes, 0, bytes.length, whole, from, to);
  }

  /** Requested but not awaited; if a reader that may not write is refused, that does not matter. */
  private void touch(CacheKey key, EntryFrame frame, RedisConnection connection) {
    if (!connection.open()) {
      return;
    }
    var commands = connection.commands();
    for (byte[] chunk : keys.chunks(key, frame)) {
      var unused = commands.pexpire(chunk, writer.chunkTimeToLive());
    }
    // Last, so that it never outlives the chunks.
    var unused = commands.pexpire(keys.entry(key), settings.timeToLive);
  }

  CompletableFuture<Void> close() {
    return CompletableFuture.allOf(first.link.close(), second.link.close());
  }
}
