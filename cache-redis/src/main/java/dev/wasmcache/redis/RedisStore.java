package dev.wasmcache.redis;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.Lease;
import dev.wasmcache.Outcome;
import dev.wasmcache.StoreException;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.store.ColdStart;
import dev.wasmcache.store.EntryBytes;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Entries in Redis or Valkey: one server, Sentinel or Cluster.
 *
 * <p>It has connections of its own, one to read and one to write, which are made when they are
 * needed. No command waits longer than its time-out, none is queued while the server is away, and
 * no answer is larger than a few chunks. The first writer of a key wins. Entries end by themselves
 * when nobody has used them for their time to live.
 *
 * <p>Safe for concurrent use. A get makes a few calls in turn, each with its time-out: put a {@link
 * dev.wasmcache.store.GuardedStore} around it.
 */
public final class RedisStore implements ArtifactStore {

  // What a cluster says of its nodes is one text of some hundred bytes for each.
  private static final long SLACK = 1024 * 1024;

  // No answer that is used has groups of more than a few dozen elements, and errors are short.
  private static final long OVERHEAD = 64 * 1024;
  private static final int MAXIMUM_ELEMENTS = 4096;
  private static final int LONGEST_LINE = 8 * 1024;

  private final RedisStoreBuilder settings;
  private final RedisKeys keys;
  private final RedisClients clients;
  private final RedisLink reads;
  private final RedisWriter writer;
  private final PieceReader pieces;
  private final Touches touches;

  RedisStore(RedisStoreBuilder settings) {
    this.settings = settings;
    this.keys = new RedisKeys(settings.keyPrefix());
    long maximumAnswer =
        PieceReader.PLACES * (settings.chunkBytes() + (long) EntryFrame.SIZE) + SLACK;
    var ofAnswer =
        new RespScanner.Limits(
            Math.max(firstLength(), SLACK) + OVERHEAD, MAXIMUM_ELEMENTS, LONGEST_LINE);
    this.clients = new RedisClients(settings, ofAnswer, maximumAnswer);
    ColdStart coldStart = new ColdStart(settings.coldStart());
    this.reads = new RedisLink(clients::connect, settings, coldStart);
    this.writer =
        new RedisWriter(new RedisLink(clients::connect, settings, coldStart), keys, settings);
    this.pieces = new PieceReader(reads, settings.commandTimeout(), settings.chunkBytes());
    this.touches = new Touches(settings.timeToLive());
  }

  /**
   * Starts a store at an address as Lettuce has it: {@code redis://host:6379/0}, {@code rediss://}
   * with TLS, {@code redis-sentinel://host1,host2/0#master}.
   *
   * @throws IllegalArgumentException if it is none; the message does not show it, for it may carry
   *     a password
   */
  public static RedisStoreBuilder builder(String uri) {
    return new RedisStoreBuilder(RedisStoreBuilder.parse(uri));
  }

  /** Starts a store at one server, or at the master that Sentinels know. */
  public static RedisStoreBuilder builder(RedisURI uri) {
    return new RedisStoreBuilder(uri);
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    return open(key, true);
  }

  @Override
  public Optional<StoredEntry> peek(CacheKey key) throws IOException {
    return open(key, false);
  }

  private Optional<StoredEntry> open(CacheKey key, boolean use) throws IOException {
    // A range of a value cannot be longer than was asked for, whatever lies there.
    var first = new Pieces.Piece(keys.entry(key), 0, firstLength());
    byte[] front = pieces.await(pieces.ask(first));
    if (front.length == 0) {
      return Optional.empty();
    }
    EntryFrame frame = EntryFrame.decode(front);
    if (frame != null && frame.size() > settings.maximumEntryBytes()) {
      throw tooLarge(frame.size());
    }
    if (use && frame != null && touches.due(key, System.nanoTime())) {
      touch(key, frame);
    }
    return Optional.of(entry(key, frame, front));
  }

  private int firstLength() {
    return EntryFrame.SIZE + settings.largestWhole();
  }

  private StoredEntry entry(CacheKey key, @Nullable EntryFrame frame, byte[] front) {
    byte[] seen = Arrays.copyOf(front, Math.min(front.length, EntryFrame.SIZE));
    RedisEntry.Discard discard = () -> writer.deleteIf(key, seen, frame);
    if (frame == null) {
      // Nobody's entry: handed out as it is, so that it is found to be bad and deleted.
      return new RedisEntry(front.length, arrival -> ByteBuffer.wrap(front), discard);
    }
    Pieces where = new Pieces(keys, key, frame, settings.chunkBytes());
    boolean whole = front.length < firstLength();
    return new RedisEntry(
        frame.size(), arrival -> PieceArray.read(pieces, where, front, whole, arrival), discard);
  }

  /**
   * Asked for and not waited for; a reader that may not write is refused, which does not matter.
   */
  private void touch(CacheKey key, EntryFrame frame) throws IOException {
    var commands = reads.connection().commands();
    for (byte[] chunk : keys.chunks(key, frame)) {
      var unused = commands.pexpire(chunk, writer.chunkTimeToLive());
    }
    // Last, so that it never outlives them.
    var unused = commands.pexpire(keys.entry(key), settings.timeToLive());
  }

  @Override
  public void put(CacheKey key, EntryContent content) throws IOException {
    if (content.size() > settings.maximumEntryBytes()) {
      throw tooLarge(content.size());
    }
    writer.put(key, EntryBytes.of(content, settings.maximumEntryBytes()));
  }

  private StoreException tooLarge(long size) {
    return new StoreException(
        Outcome.TOO_LARGE,
        "it has " + size + " bytes; in Redis it may have " + settings.maximumEntryBytes());
  }

  @Override
  public boolean delete(CacheKey key) throws IOException {
    return writer.delete(key);
  }

  @Override
  public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
    return writer.tryLease(key, atMost);
  }

  @Override
  public void close() {
    clients.closeAfter(CompletableFuture.allOf(reads.close(), writer.close()));
  }
}
