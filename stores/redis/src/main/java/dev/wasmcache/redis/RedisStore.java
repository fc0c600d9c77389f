package dev.wasmcache.redis;

import dev.wasmcache.Arrival;
import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.Lease;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.internal.guard.ColdStart;
import dev.wasmcache.stats.Outcome;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Entries in Redis or Valkey: one server, Sentinel or Cluster.
 *
 * <p>It opens its own connections when they are needed: one to read, one to write, and one to read
 * again what seems wrong. No command waits for a silent server longer than its time-out, none is
 * queued while the server is down, and no answer is larger than a few chunks. The first writer of a
 * key wins. Entries expire when they have not been used for their time to live.
 *
 * <p>Safe for concurrent use. A get makes a few calls in turn, each with its time-out; the cache
 * limits what they take together. If a connection is lost while an entry arrives, what has come is
 * kept, and the rest is read over a new one, up to three times. A server that refuses a request
 * because it is busy makes it fail as {@link Outcome#BUSY}.
 */
public final class RedisStore implements ArtifactStore {

  // A cluster describes its nodes in one text, with some hundred bytes for each node.
  private static final long SLACK = 1024 * 1024;

  // No answer that this store uses has groups of more than a few dozen elements, and errors are
  // short.
  private static final long OVERHEAD = 64 * 1024;
  private static final int MAXIMUM_ELEMENTS = 4096;
  private static final int LONGEST_LINE = 8 * 1024;

  private final RedisStoreBuilder settings;
  private final RedisClients clients;
  private final RedisReads reads;
  private final RedisWriter writer;

  RedisStore(RedisStoreBuilder settings) {
    this.settings = settings;
    RedisKeys keys = new RedisKeys(settings.keyPrefix);
    long maximumAnswer =
        PieceReader.PLACES * (settings.chunkBytes + (long) EntryFrame.SIZE) + SLACK;
    var ofAnswer =
        new RespScanner.Limits(
            Math.max(RedisReads.firstLength(settings), SLACK) + OVERHEAD,
            MAXIMUM_ELEMENTS,
            LONGEST_LINE);
    this.clients = new RedisClients(settings, ofAnswer, maximumAnswer);
    ColdStart coldStart = new ColdStart(settings.coldStart);
    this.writer =
        new RedisWriter(new RedisLink(clients::connect, settings, coldStart), keys, settings);
    this.reads = new RedisReads(settings, clients::connect, coldStart, keys, writer);
  }

  /**
   * Starts a store at an address in Lettuce's syntax: {@code redis://host:6379/0}, {@code
   * rediss://} with TLS, {@code redis-sentinel://host1,host2/0#master}.
   *
   * @throws IllegalArgumentException if the address is invalid; the message does not show it,
   *     because it may contain a password
   */
  public static RedisStoreBuilder builder(String uri) {
    return new RedisStoreBuilder(RedisStoreBuilder.parse(uri));
  }

  /** Starts a store at one server, or at the master that the Sentinels report. */
  public static RedisStoreBuilder builder(RedisURI uri) {
    return new RedisStoreBuilder(uri);
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    return get(key, (array, from, to) -> {});
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key, Arrival arrival) throws IOException {
    return reads.open(key, true, arrival);
  }

  @Override
  public Optional<StoredEntry> peek(CacheKey key) throws IOException {
    return reads.open(key, false, (array, from, to) -> {});
  }

  @Override
  public boolean holds(CacheKey key) throws IOException {
    return writer.holds(key);
  }

  @Override
  public void put(CacheKey key, EntryContent content) throws IOException {
    if (content.size() > settings.maximumEntryBytes) {
      throw RedisReads.tooLarge(settings, content.size());
    }
    writer.put(key, content.toArray(settings.maximumEntryBytes));
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
