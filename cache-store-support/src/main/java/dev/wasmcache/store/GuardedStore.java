package dev.wasmcache.store;

import dev.wasmcache.Arrival;
import dev.wasmcache.ArtifactStore;
import dev.wasmcache.CacheKey;
import dev.wasmcache.EntryContent;
import dev.wasmcache.Lease;
import dev.wasmcache.StoreException;
import dev.wasmcache.StoredEntry;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.StoreUsage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A store in the network, kept from being in the way. It owns the store and closes it with itself.
 *
 * <ul>
 *   <li>A call takes no longer than its budget, whatever the store does: it runs on a thread of
 *       this guard, and an entry is handed out when all of its bytes are in hand.
 *   <li>A store that fails again and again is left alone, each time for longer, and calls end at
 *       once as {@link Outcome#SKIPPED}. Whether it works again is tried in the background.
 *   <li>Entries are stored in the background. {@link #put} returns when the entry is queued, so
 *       that what it promises elsewhere holds a little later, or not at all: what is over the
 *       limits of the queue, or fails, is dropped and counted.
 * </ul>
 *
 * <p>A guard is made whether its store works or not, and it asks for nothing before a cache uses
 * it. Safe for concurrent use.
 */
public final class GuardedStore implements ArtifactStore {

  // Keys are digests: none is this one.
  private static final CacheKey NOBODYS = CacheKey.of(new byte[32]);
  private static final Duration NOBODYS_LEASE = Duration.ofSeconds(1);
  private static final Arrival NOBODY = (array, from, to) -> {};

  private final ArtifactStore store;
  private final GuardedStoreBuilder settings;
  private final GuardedSide reads;
  private final GuardedSide writes;
  private final Uploads uploads;
  private volatile boolean closed;

  GuardedStore(ArtifactStore store, GuardedStoreBuilder settings) {
    this.store = store;
    this.settings = settings;
    ColdStart coldStart = new ColdStart(settings.coldStart());
    this.reads = new GuardedSide("read", settings, coldStart);
    this.writes = new GuardedSide("write", settings, coldStart);
    this.uploads =
        new Uploads(
            settings.threads("-upload"),
            settings.uploadThreads(),
            settings.maximumQueuedUploads(),
            settings.maximumQueuedBytes());
  }

  /** Starts a guard around a store. */
  public static GuardedStoreBuilder builder(ArtifactStore store) {
    return new GuardedStoreBuilder(store);
  }

  /** Returns what this guard knows of its store, from counters. */
  public GuardStats stats() {
    return new GuardStats(
        reads.breaker().state(),
        writes.breaker().state(),
        reads.breaker().changes() + writes.breaker().changes(),
        uploads.count(),
        uploads.bytes(),
        uploads.uploaded(),
        uploads.failed(),
        uploads.dropped(),
        Breaker.later(reads.breaker(), writes.breaker()));
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key) throws IOException {
    return get(key, NOBODY);
  }

  @Override
  public Optional<StoredEntry> get(CacheKey key, Arrival arrival) throws IOException {
    return read(() -> store.get(key, arrival), arrival);
  }

  @Override
  public Optional<StoredEntry> peek(CacheKey key) throws IOException {
    return read(() -> store.peek(key), NOBODY);
  }

  private Optional<StoredEntry> read(
      Breaker.StoreCall<Optional<StoredEntry>> opening, Arrival arrival) throws IOException {
    requireOpen();
    Budget budget = reads.budget();
    return reads.call(budget, () -> hold(opening.call(), budget, arrival));
  }

  private Optional<StoredEntry> hold(Optional<StoredEntry> found, Budget budget, Arrival arrival)
      throws IOException {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredEntry entry = found.get()) {
      return Optional.of(
          HeldEntry.read(
              entry, settings.maximumEntryBytes(), budget, arrival, new Source(entry, budget)));
    }
  }

  /** The entry of the store itself, which is closed by now. */
  private final class Source implements HeldEntry.Source {
    private final StoredEntry entry;
    private final Budget budget;

    private Source(StoredEntry entry, Budget budget) {
      this.entry = entry;
      this.budget = budget;
    }

    @Override
    public boolean discard() throws IOException {
      requireOpen();
      return writes.call(writes.budget(), entry::discard);
    }

    /** Within what is left of the budget of the read: to the caller it is one. */
    @Override
    @SuppressWarnings("ReferenceEquality") // The very same entry says that it stands.
    public Optional<StoredEntry> reopen(StoredEntry held) throws IOException {
      requireOpen();
      return reads.call(
          budget,
          () -> {
            Optional<StoredEntry> again = entry.reopen();
            return again.isPresent() && again.get() == entry
                ? Optional.of(held)
                : hold(again, budget, NOBODY);
          });
    }
  }

  @Override
  public void put(CacheKey key, EntryContent content) throws IOException {
    requireOpen();
    long size = content.size();
    if (size > settings.maximumEntryBytes()) {
      throw new StoreException(
          Outcome.TOO_LARGE,
          "it has " + size + " bytes; the limit is " + settings.maximumEntryBytes());
    }
    if (!writes.breaker().tryAcquire()) {
      uploads.countDropped();
      throw GuardedSide.skipped();
    }
    boolean queued = false;
    try {
      uploads.reserve(size);
      EntryBytes bytes = take(content, size);
      uploads.add(key, size, new EntryUpload(key, bytes));
      queued = true;
    } finally {
      if (!queued) {
        writes.breaker().release();
      }
    }
  }

  private EntryBytes take(EntryContent content, long size) throws IOException {
    boolean taken = false;
    try {
      EntryBytes bytes = EntryBytes.of(content, size);
      taken = true;
      return bytes;
    } finally {
      if (!taken) {
        uploads.cancel(size);
      }
    }
  }

  @Override
  public boolean delete(CacheKey key) throws IOException {
    requireOpen();
    return writes.call(writes.budget(), () -> store.delete(key));
  }

  @Override
  public Optional<Lease> tryLease(CacheKey key, Duration atMost) throws IOException {
    requireOpen();
    if (!reads.breaker().closed() || !writes.breaker().closed()) {
      // Not even tried: a lease taken by a trial in the background would never be released.
      throw GuardedSide.skipped();
    }
    Optional<Lease> lease =
        writes.call(
            writes.budget(), () -> store.tryLease(key, atMost), late -> late.ifPresent(this::end));
    return lease.map(held -> new GuardedLease(key, held));
  }

  /** Releases a lease that no caller received, on the thread that has just taken it. */
  private void end(Lease lease) {
    try {
      lease.close();
    } catch (IOException | RuntimeException e) {
      GuardLog.LOG.debug("Wasm cache: a lease runs out by itself: {}", Redacted.text(e));
    }
  }

  private void release(Lease lease) throws IOException {
    // Also while this is closed: what is uploaded until then is what others wait for.
    writes.call(
        writes.budget(),
        () -> {
          lease.close();
          return true;
        });
  }

  /**
   * Asks the store for an entry that cannot exist, in the background. A store that is down is known
   * to be from then on; one that was is found to work again, if it is time to try it.
   */
  @Override
  public void prepare() {
    reads.prepare(this::look);
    if (writesPaused()) {
      writes.prepare(this::write);
    }
  }

  private boolean look() throws IOException {
    Optional<StoredEntry> found = store.peek(NOBODYS);
    if (found.isPresent()) {
      found.get().close();
    }
    return true;
  }

  /** Takes a lease, which is a write wherever there are leases, and deletes, which is one too. */
  private boolean write() throws IOException {
    Optional<Lease> lease = store.tryLease(NOBODYS, NOBODYS_LEASE);
    if (lease.isPresent()) {
      lease.get().close();
    }
    return !store.delete(NOBODYS);
  }

  @Override
  public boolean isGuarded() {
    return true;
  }

  /** Longer until the first call has ended, in which the client of the store is loaded. */
  @Override
  public Duration timeout() {
    return reads.timeout();
  }

  @Override
  public boolean readsPaused() {
    return !reads.breaker().closed();
  }

  @Override
  public boolean writesPaused() {
    return !writes.breaker().closed();
  }

  @Override
  public StoreUsage usage() {
    return store.usage();
  }

  @Override
  public List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    requireOpen();
    return reads.call(reads.budget(), () -> store.keys(after, limit));
  }

  private void requireOpen() throws StoreException {
    if (closed) {
      throw new StoreException(Outcome.SKIPPED, "the store is closed");
    }
  }

  /**
   * Waits for what is queued to be stored, for as long as {@link GuardedStoreBuilder#closeTimeout}
   * allows, drops the rest, and closes the store.
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    uploads.close(settings.closeTimeout().toNanos());
    // An interrupt is kept for later: without its end the store would keep what it has for ever.
    boolean interrupted = Thread.interrupted();
    TimedCalls closing = new TimedCalls(settings.threads("-close"), 1);
    Budget budget = new Budget(settings.closeTimeout(), settings.minimumBytesPerSecond());
    try {
      if (closing.acquire(budget)) {
        boolean unused =
            closing.run(
                budget,
                () -> {
                  store.close();
                  return true;
                },
                answer -> {});
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      reads.close();
      writes.close();
      closing.close();
    }
  }

  /** Given back once, when what it was taken for has been stored. */
  private final class GuardedLease implements Lease {
    private final CacheKey key;
    private final Lease held;
    private final AtomicBoolean closed = new AtomicBoolean();

    private GuardedLease(CacheKey key, Lease held) {
      this.key = key;
      this.held = held;
    }

    @Override
    public void close() throws IOException {
      if (closed.compareAndSet(false, true)) {
        uploads.after(key, () -> release(held));
      }
    }
  }

  /** Has the permission of the breaker since it was queued. */
  private final class EntryUpload implements Uploads.Upload {
    private final CacheKey key;
    private final EntryBytes bytes;
    private final boolean trial = !writes.breaker().closed();

    private EntryUpload(CacheKey key, EntryBytes bytes) {
      this.key = key;
      this.bytes = bytes;
    }

    @Override
    public boolean run() throws IOException {
      if (!trial && !writes.breaker().closed()) {
        // The store has stopped to work since; to try each of them would take for ever.
        drop();
        return false;
      }
      Budget budget = new Budget(settings.uploadTimeout(), settings.minimumBytesPerSecond());
      budget.expect(bytes.size());
      return writes.permitted(
          budget,
          () -> {
            store.put(key, bytes);
            return true;
          });
    }

    @Override
    public void drop() {
      writes.breaker().release();
    }
  }
}
