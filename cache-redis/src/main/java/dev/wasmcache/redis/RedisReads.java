package dev.wasmcache.redis;

import dev.wasmcache.CacheKey;
import dev.wasmcache.Outcome;
import dev.wasmcache.StoreException;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.store.ColdStart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries, over one connection as long as what comes is what belongs there, and over a second
 * one if it is not.
 *
 * <p>After one answer too many, or too few, every request on a connection gets the answer to
 * another one, and nothing in the protocol shows it: the entry does. What verification refuses is
 * read again over the second connection, which also has to prove that it is in step, with a range
 * chosen at random. What comes over it is what is stored; and if it is not what came over the first
 * one, that is replaced.
 *
 * <p>Otherwise, an attacker that can write entries would have every reader connect at every read.
 * So the second connection is kept, and each of both is replaced for what came over it once in
 * {@link #PAUSE} at most: meanwhile what is refused is read over the other one all the same.
 */
final class RedisReads {

  /** How often a connection is replaced at most, for what came over it. */
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
    this.touches = new Touches(settings.timeToLive());
  }

  /** A connection to read over. Safe for concurrent use. */
  private static final class Way {
    private final RedisLink link;
    private final PieceReader pieces;
    private long replaced = System.nanoTime() - PAUSE.toNanos();

    private Way(RedisStoreBuilder settings, RedisLink.Connector connector, ColdStart coldStart) {
      this.link = new RedisLink(connector, settings, coldStart);
      this.pieces = new PieceReader(link, settings.commandTimeout(), settings.chunkBytes());
    }

    /** Replaces a connection that cannot be trusted, and says whether it was time to. */
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

  /** The first bytes of a value, and how they came. */
  @SuppressWarnings("ArrayRecordComponent") // Not compared.
  private record Front(Way way, RedisConnection connection, byte[] bytes) {
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
   * @param use whether that renews its time to live
   */
  Optional<StoredEntry> open(CacheKey key, boolean use) throws IOException {
    Front front = RedisLink.twice(() -> front(first, key));
    EntryFrame frame = front.frame();
    if (use && frame != null && touches.due(key, System.nanoTime())) {
      touch(key, frame, front.connection());
    }
    return entry(key, front);
  }

  private Front front(Way way, CacheKey key) throws IOException {
    // A range of a value cannot be longer than was asked for, whatever lies there.
    var piece = new Pieces.Piece(keys.entry(key), 0, firstLength(settings));
    PieceReader.Answer<byte[]> answer = way.pieces.ask(piece);
    return new Front(way, answer.connection(), way.pieces.await(answer, piece));
  }

  private Optional<StoredEntry> entry(CacheKey key, Front front) throws IOException {
    byte[] bytes = front.bytes();
    if (bytes.length == 0) {
      return Optional.empty();
    }
    EntryFrame frame = front.frame();
    if (frame != null && frame.size() > settings.maximumEntryBytes()) {
      throw tooLarge(settings, frame.size());
    }
    byte[] seen = Arrays.copyOf(bytes, Math.min(bytes.length, EntryFrame.SIZE));
    RedisEntry.Source source =
        new RedisEntry.Source() {
          @Override
          public boolean discard() throws IOException {
            return writer.deleteIf(key, seen, frame);
          }

          @Override
          public Optional<StoredEntry> reopen(StoredEntry entry) throws IOException {
            return RedisReads.this.reopen(key, entry, front);
          }
        };
    if (frame == null) {
      // Not an entry: handed out as it is, so that it is found to be bad and deleted.
      return Optional.of(new RedisEntry(bytes.length, arrival -> ByteBuffer.wrap(bytes), source));
    }
    Pieces where = new Pieces(keys, key, frame, settings.chunkBytes());
    boolean whole = bytes.length < firstLength(settings);
    PieceReader pieces = front.way().pieces;
    return Optional.of(
        new RedisEntry(
            frame.size(),
            arrival -> PieceArray.read(pieces, where, bytes, whole, arrival),
            source));
  }

  static StoreException tooLarge(RedisStoreBuilder settings, long size) {
    return new StoreException(
        Outcome.TOO_LARGE,
        "it has " + size + " bytes; in Redis it may have " + settings.maximumEntryBytes());
  }

  /** Reads what was refused over the second connection. */
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
    // Of an entry in chunks, that was the front alone.
    return frame != null && frame.size() > again.bytes().length - EntryFrame.SIZE
        ? entry(key, again)
        : Optional.of(entry);
  }

  /**
   * Reads the first bytes of a value over the second connection, and a part of them once more: an
   * answer to another request is not of the length that was just drawn, and not the same.
   */
  private Front provenFront(CacheKey key) throws IOException {
    Front front = front(second, key);
    byte[] bytes = front.bytes();
    Pieces.Piece part = randomPart(key, bytes.length);
    PieceReader.Answer<byte[]> answer = second.pieces.ask(part);
    if (isPart(second.pieces.await(answer, part), part, bytes)) {
      return front;
    }
    if (second.replace(answer.connection())) {
      throw new ConnectionReplacedException(
          "Redis gave answers that belong to other requests; the connection is replaced");
    }
    throw new IOException(
        "Redis gave answers that belong to other requests, on two connections within "
            + PAUSE.toMillis()
            + " ms, so it is not known what it has stored");
  }

  /**
   * Says whether what was refused because it is no entry is what the second connection finds, from
   * its first bytes and a part chosen at random: it may be as long as an answer can be, and is not
   * read whole again.
   */
  private boolean isStillNoEntry(CacheKey key, byte[] refused) throws IOException {
    var head = new Pieces.Piece(keys.entry(key), 0, EntryFrame.SIZE);
    PieceReader.Answer<byte[]> answer = second.pieces.ask(head);
    if (!isPart(second.pieces.await(answer, head), head, refused)) {
      return false;
    }
    Pieces.Piece part = randomPart(key, refused.length);
    answer = second.pieces.ask(part);
    return isPart(second.pieces.await(answer, part), part, refused);
  }

  private Pieces.Piece randomPart(CacheKey key, int length) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    // Of an empty value, that it has no first byte.
    int from = length == 0 ? 0 : random.nextInt(length);
    int size = length == 0 ? 1 : random.nextInt(Math.min(LONGEST_PROOF, length - from)) + 1;
    return new Pieces.Piece(keys.entry(key), from, size);
  }

  private static boolean isPart(byte[] came, Pieces.Piece part, byte[] whole) {
    // Within an array.
    int from = (int) part.from();
    int to = Math.min(from + part.length(), whole.length);
    return Arrays.equals(came, 0, came.length, whole, from, to);
  }

  /**
   * Asked for and not waited for; a reader that may not write is refused, which does not matter.
   */
  private void touch(CacheKey key, EntryFrame frame, RedisConnection connection) {
    if (!connection.open()) {
      return;
    }
    var commands = connection.commands();
    for (byte[] chunk : keys.chunks(key, frame)) {
      var unused = commands.pexpire(chunk, writer.chunkTimeToLive());
    }
    // Last, so that it never outlives them.
    var unused = commands.pexpire(keys.entry(key), settings.timeToLive());
  }

  CompletableFuture<Void> close() {
    return CompletableFuture.allOf(first.link.close(), second.link.close());
  }
}
