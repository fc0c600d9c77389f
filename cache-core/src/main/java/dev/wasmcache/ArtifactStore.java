package dev.wasmcache;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tier's storage: opaque entries by key. The interface for who brings a store.
 *
 * <p>A store knows nothing of the format of an entry and verifies nothing; the cache verifies what
 * it reads. It answers an entry as it was put, as a whole, or fails: a reader never sees a part of
 * a write. What it throws never reaches the user of the cache: an {@link IOException} is counted as
 * an error, a {@link StoreException} as the outcome that it carries.
 *
 * <p>Safe for concurrent use, also by several processes if the storage is shared.
 */
public interface ArtifactStore extends AutoCloseable {

  /** The most bytes of a note. */
  int MAXIMUM_NOTE_BYTES = 32 * 1024;

  /**
   * Opens an entry; empty if there is none. The caller closes it, before it deletes anything.
   *
   * @throws IOException if the store failed
   */
  Optional<StoredEntry> get(CacheKey key) throws IOException;

  /**
   * Opens an entry, as {@link #get(CacheKey)}, which the default calls. A store that has read all
   * of an entry when it answers has told before how far its bytes had come, and {@link
   * StoredEntry#readWhole} tells nothing any more.
   *
   * @throws IOException if the store failed
   */
  default Optional<StoredEntry> get(CacheKey key, Arrival arrival) throws IOException {
    return get(key);
  }

  /**
   * Opens an entry for somebody who looks at it: as {@link #get}, which the default calls, but it
   * does not count as a use.
   *
   * @throws IOException if the store failed
   */
  default Optional<StoredEntry> peek(CacheKey key) throws IOException {
    return get(key);
  }

  /**
   * Stores an entry under a key, in the place of one that is there; or leaves that, if it is a
   * store whose first writer wins. When it returns, the entry survives a crash of this process.
   *
   * @throws IOException if the entry was not stored: then what was there before is still there
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
   * Answers the note under a key: a few bytes that {@link #putNote} left, or that somebody else
   * did. Nothing depends on a note; it is not verified. The default answers none.
   *
   * @throws IOException if the store failed
   */
  default Optional<byte[]> note(CacheKey key) throws IOException {
    return Optional.empty();
  }

  /**
   * Leaves a note of at most {@value #MAXIMUM_NOTE_BYTES} bytes under a key, in the place of one
   * that is there. A store may forget it at any time; the default does at once.
   *
   * @throws IOException if the store failed
   */
  default void putNote(CacheKey key, byte[] note) throws IOException {}

  /**
   * Answers when and why the entry of a key was evicted last, as far as the store remembers. The
   * default remembers nothing.
   *
   * @throws IOException if the store failed
   */
  default Optional<Eviction> eviction(CacheKey key) throws IOException {
    return Optional.empty();
  }

  /**
   * Answers what the store holds, from counters: this is asked at every scrape of the metrics. A
   * store that does not count answers {@link StoreUsage#UNKNOWN}, as the default does.
   */
  default StoreUsage usage() {
    return StoreUsage.UNKNOWN;
  }

  /**
   * Answers the next keys in ascending order, for an operator who lists the entries. The default
   * answers none: many stores cannot list.
   *
   * @param after the last key of the page before; null for the first page
   * @param limit the most keys to answer
   * @throws IOException if the store failed
   */
  default List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    return List.of();
  }

  /**
   * Takes the right to compile what a key stands for, so that others who miss the same entry wait
   * for this one's instead of compiling as well. Nothing may depend on it but work done once: a
   * store that cannot exclude anybody, or no longer can, answers {@link Lease#none}, as the default
   * does, and everybody compiles.
   *
   * @param atMost after this time others may take it, whether it was closed or not
   * @return empty if somebody else has it
   * @throws IOException if the store failed; who has not asked before compiles then
   */
  default Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
    return Optional.of(Lease.none());
  }

  /**
   * Told that a cache uses the store from now on: the time to load a client and to connect, on a
   * thread of the store's own, while the application starts and no request waits. Told again by who
   * wants to know whether a store works that was down. The default does nothing.
   */
  default void prepare() {}

  /**
   * Whether the store limits by itself how long a call takes, and pauses what does not work: the
   * cache then does not pause it, and limits only what one request waits in all. Default: false.
   */
  default boolean isGuarded() {
    return false;
  }

  /**
   * Returns how long a call to a guarded store may take at present, besides the time for its bytes.
   * Default: zero, as long as a call to any other store.
   */
  default Duration timeout() {
    return Duration.ZERO;
  }

  /** Whether a guarded store has failed and is not read from for a while. Default: false. */
  default boolean readsPaused() {
    return false;
  }

  /** Whether a guarded store has failed and is not written to for a while. Default: false. */
  default boolean writesPaused() {
    return false;
  }

  /** Ends what runs in the background and frees what is held. Stored entries stay. Idempotent. */
  @Override
  void close() throws IOException;
}
