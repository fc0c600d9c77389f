package dev.wasmcache;

import dev.wasmcache.stats.Eviction;
import dev.wasmcache.stats.StoreUsage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The storage of a tier: opaque entries by key. Implemented by every store.
 *
 * <p>A store does not know the format of an entry and verifies nothing; the cache verifies what it
 * reads. A store returns an entry exactly as it was put, or fails: a reader never sees a partial
 * write. Its exceptions never reach the caller of the cache: an {@link IOException} is counted as
 * an error, a {@link StoreException} as the outcome that it carries.
 *
 * <p>Safe for concurrent use, also by several processes if the storage is shared.
 */
public interface ArtifactStore extends AutoCloseable {

  /** The maximum size of a note in bytes. */
  int MAXIMUM_NOTE_BYTES = 32 * 1024;

  /**
   * Opens an entry; empty if there is none. The caller closes it, before it deletes anything.
   *
   * @throws IOException if the store failed
   */
  Optional<StoredEntry> get(CacheKey key) throws IOException;

  /**
   * Opens an entry, like {@link #get(CacheKey)}, which the default calls. A store that reads the
   * whole entry within this call reports its progress here; {@link StoredEntry#readWhole} then
   * reports nothing.
   *
   * @throws IOException if the store failed
   */
  default Optional<StoredEntry> get(CacheKey key, Arrival arrival) throws IOException {
    return get(key);
  }

  /**
   * Opens an entry for inspection: like {@link #get}, which the default calls, but it does not
   * count as a use.
   *
   * @throws IOException if the store failed
   */
  default Optional<StoredEntry> peek(CacheKey key) throws IOException {
    return get(key);
  }

  /**
   * Returns whether there is an entry under a key, as far as that can be told without reading it.
   * Asked before an entry is compressed and sent over a network: another process may have stored
   * the same meanwhile. If so, the cache keeps that one, and does not call {@link #put}: an entry
   * that cannot be read must not be reported. The default cannot tell, and returns false.
   *
   * @throws IOException if the store failed
   */
  default boolean holds(CacheKey key) throws IOException {
    return false;
  }

  /**
   * Stores an entry under a key and replaces an existing one. A store whose first writer wins keeps
   * the existing one instead. When this method returns, the entry survives a crash of this process.
   *
   * @throws IOException if the entry was not stored; an existing entry is then still there
   */
  void put(CacheKey key, EntryContent content) throws IOException;

  /**
   * Deletes an entry.
   *
   * @return whether there was one
   * @throws IOException if it may still be there
   */
  boolean delete(CacheKey key) throws IOException;

  /**
   * Returns the note under a key: a few bytes that {@link #putNote} stored, in this process or
   * another. Nothing depends on a note, and it is not verified. The default returns none.
   *
   * @throws IOException if the store failed
   */
  default Optional<byte[]> note(CacheKey key) throws IOException {
    return Optional.empty();
  }

  /**
   * Stores a note of at most {@value #MAXIMUM_NOTE_BYTES} bytes under a key and replaces an
   * existing one. A store may forget it at any time; the default does so at once.
   *
   * @throws IOException if the store failed
   */
  default void putNote(CacheKey key, byte[] note) throws IOException {}

  /**
   * Returns when and why the entry of a key was last evicted, if the store remembers it. The
   * default remembers nothing.
   *
   * @throws IOException if the store failed
   */
  default Optional<Eviction> eviction(CacheKey key) throws IOException {
    return Optional.empty();
  }

  /**
   * Returns what the store holds, from counters: this is called at every scrape of the metrics. A
   * store that does not count returns {@link StoreUsage#UNKNOWN}, as the default does.
   */
  default StoreUsage usage() {
    return StoreUsage.UNKNOWN;
  }

  /**
   * Returns the next keys in ascending order, for a listing of the entries. The default returns
   * none: many stores cannot list their keys.
   *
   * @param after the last key of the previous page; null for the first page
   * @param limit the maximum number of keys to return
   * @throws IOException if the store failed
   */
  default List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    return List.of();
  }

  /**
   * Tries to acquire the right to compile the module of a key, so that other processes that miss
   * the same entry wait for the result instead of compiling as well. A lease only saves work, and
   * nothing else may depend on it. A store that cannot exclude other processes, or no longer can,
   * returns {@link Lease#none}, as the default does; then every process compiles.
   *
   * @param atMost the time after which another process may acquire it, whether it was closed or not
   * @return empty if another holder has it
   * @throws IOException if the store failed; at the first attempt, the caller then compiles
   */
  default Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
    return Optional.of(Lease.none());
  }

  /**
   * Keeps two artifacts of a key that should be equal, for a person to analyse. They are not
   * entries: no request finds them. The default keeps nothing.
   *
   * @param served what an entry had
   * @param compiled what the compiler made
   * @return where they are; empty if the store keeps no more of them
   * @throws IOException if the store failed
   */
  default Optional<String> keepMismatch(CacheKey key, ByteBuffer served, ByteBuffer compiled)
      throws IOException {
    return Optional.empty();
  }

  /** Stops background work and releases resources. Stored entries stay. Idempotent. */
  @Override
  void close() throws IOException;
}
