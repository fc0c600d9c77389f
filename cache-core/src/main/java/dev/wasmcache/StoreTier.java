package dev.wasmcache;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tier over an {@link ArtifactStore}: verifies what it reads, counts every outcome, deletes what
 * is bad, and lets nothing through to the caller.
 */
final class StoreTier implements CacheTier {

  private final Tier tier;
  private final ArtifactStore store;
  private final Integrity integrity;
  private final EntryReader reader;
  private final TierGuard guard;
  private final TierAsides asides;
  private final long maximumEntryBytes;
  private final InstantSource clock;
  private final CacheListener listener;
  private final CacheInterceptor interceptor;
  private final CacheMode mode;
  private final TierAccess access;
  private final boolean writable;
  private final RepeatedWarnings warnings = new RepeatedWarnings();
  private final OutcomeCounters requests = new OutcomeCounters();
  private final OutcomeCounters writes = new OutcomeCounters();
  private final LongAdder deletions = new LongAdder();
  private final LongAdder deletionFailures = new LongAdder();

  StoreTier(
      Tier tier,
      ArtifactStore store,
      CompilationCacheBuilder settings,
      CacheListener listener,
      CacheInterceptor interceptor) {
    this.tier = tier;
    this.store = store;
    this.integrity = settings.integrity();
    this.maximumEntryBytes = settings.maximumEntryBytes();
    this.reader = new EntryReader(integrity, maximumEntryBytes);
    this.guard = new TierGuard(tier, store, settings.timeout());
    this.asides = new TierAsides(tier, store, guard);
    this.clock = settings.clock();
    Failures.prepare(tier);
    this.listener = listener;
    this.interceptor = interceptor;
    this.mode = settings.mode();
    this.access = settings.access(tier);
    this.writable = access == TierAccess.READ_WRITE && mode != CacheMode.READ_ONLY;
  }

  @Override
  public Tier tier() {
    return tier;
  }

  /** Whether entries are stored and deleted here. */
  boolean isWritable() {
    return writable;
  }

  /** Whether it has failed and is not asked for what can be done without. */
  boolean isLeftAlone() {
    return guard.paused();
  }

  /** Answers what the store does besides keeping entries. */
  TierAsides asides() {
    return asides;
  }

  @Override
  public Optional<Artifact> get(CacheKey key, Trail trail) {
    Reading reading = new Reading(key);
    Outcome outcome = interceptor.aroundRead(tier, key, reading);
    trail.add(tier, outcome);
    return Optional.ofNullable(reading.artifact);
  }

  /** One read, counted and told. For one thread at a time. */
  private final class Reading implements Supplier<Outcome>, Callable<Optional<Artifact>> {
    private final CacheKey key;
    private final TierCalls.Progress progress = new TierCalls.Progress();
    private @Nullable Artifact artifact;

    private Reading(CacheKey key) {
      this.key = key;
    }

    @Override
    public Outcome get() {
      long start = System.nanoTime();
      Outcome outcome;
      try {
        artifact = guard.read(progress, this).orElse(null);
        outcome = artifact != null ? Outcome.HIT : Outcome.MISS;
      } catch (Exception | LinkageError | OutOfMemoryError e) {
        // No code of the caller runs in here: what is missing are buffers or threads of the store.
        outcome = failed("read", key, e);
      }
      requests.add(outcome);
      listener.onRequest(tier, key, outcome, Duration.ofNanos(System.nanoTime() - start));
      return outcome;
    }

    @Override
    public Optional<Artifact> call() throws IOException {
      return read(key, store.get(key), progress);
    }
  }

  /** Reads what was found to its end; a bad entry is deleted. */
  private Optional<Artifact> read(
      CacheKey key, Optional<StoredEntry> found, TierCalls.Progress progress) throws IOException {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    StoredEntry entry = found.get();
    progress.moves(Math.min(entry.size(), maximumEntryBytes));
    try (entry) {
      return Optional.of(reader.read(key, entry));
    } catch (BadEntryException e) {
      if (writable && !e.leftAlone()) {
        discard(entry, e);
      }
      throw e;
    }
  }

  /** Deletes a bad entry, which is closed by now: an open file cannot be deleted everywhere. */
  private void discard(StoredEntry entry, BadEntryException reason) {
    try {
      entry.discard();
      deletions.increment();
    } catch (Exception | LinkageError e) {
      deletionFailures.increment();
      reason.addSuppressed(e);
    }
  }

  @Override
  public void put(CacheKey key, Artifact artifact) {
    store(key, artifact);
  }

  private Outcome store(CacheKey key, Artifact artifact) {
    Callable<Void> write =
        () -> {
          if (artifact.size() > maximumEntryBytes) {
            throw new StoreException(
                Outcome.TOO_LARGE,
                "it has " + artifact.size() + " bytes; the limit is " + maximumEntryBytes);
          }
          store.put(key, content(key, artifact));
          return null;
        };
    if (artifact.inMemory()) {
      boolean sealed = artifact.sealedHeader(key).isPresent();
      return writing(key, artifact.size(), sealed || integrity.canWrite(), write);
    } else {
      // Its stream is the caller's, who may close it as soon as this returns.
      return counted(key, integrity.canWrite(), () -> guard.writeHere(write));
    }
  }

  private EntryContent content(CacheKey key, Artifact artifact) {
    Optional<byte[]> sealed = artifact.sealedHeader(key);
    return sealed.isPresent()
        ? new SealedEntry(sealed.get(), artifact)
        : new EntryWriter(key, artifact, integrity, clock.instant());
  }

  /** Stores what another tier has stored, without reading it into memory. */
  void copy(CacheKey key, long size, StoreTier from) {
    writing(
        key,
        size,
        true,
        () -> {
          Optional<StoredEntry> found = from.store.get(key);
          if (found.isEmpty()) {
            throw new StoreException(
                Outcome.SKIPPED, "the " + from.tier.id() + " tier did not store it");
          }
          try (StoredEntry entry = found.get()) {
            store.put(key, new EntryCopy(entry));
          }
          return null;
        });
  }

  private Outcome writing(CacheKey key, long size, boolean canWrite, Callable<Void> write) {
    TierCalls.Progress progress = new TierCalls.Progress();
    progress.moves(size);
    return counted(key, canWrite, () -> guard.write(progress, write));
  }

  private Outcome counted(CacheKey key, boolean canWrite, Callable<Void> write) {
    if (!writable || !canWrite) {
      // As configured, so the log need not say so each time.
      writes.add(Outcome.SKIPPED);
      return Outcome.SKIPPED;
    }
    return interceptor.aroundWrite(tier, key, () -> write(key, write));
  }

  private Outcome write(CacheKey key, Callable<Void> write) {
    Outcome outcome = Outcome.STORED;
    try {
      write.call();
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      outcome = failed("write", key, e);
    }
    writes.add(outcome);
    return outcome;
  }

  @Override
  public void delete(CacheKey key) throws IOException {
    if (!writable) {
      if (access == TierAccess.READ_WRITE) {
        throw new IOException(
            "The "
                + tier.id()
                + " tier is not changed in mode '"
                + mode.id()
                + "' (see wasm.cache.mode)");
      }
      return;
    }
    try {
      if (guard.other(() -> store.delete(key))) {
        deletions.increment();
      }
    } catch (Exception | LinkageError e) {
      deletionFailures.increment();
      throw new IOException("The " + tier.id() + " tier could not delete " + key, e);
    }
  }

  @Override
  public void reject(CacheKey key) {
    requests.add(Outcome.STALE);
    if (!writable) {
      return;
    }
    try {
      delete(key);
    } catch (IOException e) {
      failed("delete", key, e);
    }
  }

  /** Counts and logs a failure, whatever it was. */
  private Outcome failed(String operation, CacheKey key, Throwable failure) {
    Outcome outcome = Failures.outcome(failure);
    try {
      warnings.warn(
          System.nanoTime(),
          operation + outcome,
          "Wasm cache: {} of {} in the {} tier ended as {}: {} (see {})",
          operation,
          key,
          tier.id(),
          outcome.id(),
          Failures.reason(failure),
          Failures.property(tier, failure));
    } catch (LinkageError e) {
      // The log cannot be loaded now: the counters say it all the same.
    }
    return outcome;
  }

  @Override
  public Optional<EntryInfo> inspect(CacheKey key) {
    try {
      return guard.other(() -> describe(key));
    } catch (Exception | LinkageError e) {
      CacheLog.LOG.debug("Wasm cache: {} in the {} tier cannot be inspected", key, tier.id(), e);
      return Optional.empty();
    }
  }

  /** Reads an entry to its end, counting nothing. A bad one is deleted, as by a request. */
  Outcome verify(CacheKey key) {
    TierCalls.Progress progress = new TierCalls.Progress();
    try {
      return guard.other(progress, () -> read(key, store.peek(key), progress)).isPresent()
          ? Outcome.HIT
          : Outcome.MISS;
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      return failed("verification", key, e);
    }
  }

  /** Reads an entry that is wanted, for a copy elsewhere: counts nothing and deletes nothing. */
  Optional<Artifact> stored(CacheKey key, Predicate<EntryInfo> filter, Trail trail) {
    TierCalls.Progress progress = new TierCalls.Progress();
    try {
      Optional<Artifact> artifact = guard.read(progress, () -> readIfWanted(key, filter, progress));
      trail.add(tier, artifact.isPresent() ? Outcome.HIT : Outcome.MISS);
      return artifact;
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      trail.add(tier, failed("export", key, e));
      return Optional.empty();
    }
  }

  private Optional<Artifact> readIfWanted(
      CacheKey key, Predicate<EntryInfo> filter, TierCalls.Progress progress) throws IOException {
    Optional<StoredEntry> found = store.peek(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredEntry entry = found.get()) {
      progress.moves(Math.min(entry.size(), maximumEntryBytes));
      return reader.readIf(key, entry, header -> filter.test(header.describe(tier)));
    }
  }

  /** Verifies an entry that comes from elsewhere, and stores it as it is. */
  Outcome restore(CacheKey key, byte[] stored) {
    Artifact artifact;
    try {
      artifact = reader.read(key, stored);
    } catch (BadEntryException e) {
      return failed("import", key, e);
    }
    return store(key, artifact);
  }

  /** As {@link #get}, for who waits for an entry: counts it only if it is there. */
  Optional<Artifact> look(CacheKey key) {
    TierCalls.Progress progress = new TierCalls.Progress();
    try {
      Optional<Artifact> artifact = guard.read(progress, () -> read(key, store.get(key), progress));
      artifact.ifPresent(unused -> requests.add(Outcome.HIT));
      return artifact;
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      requests.add(failed("read", key, e));
      return Optional.empty();
    }
  }

  private Optional<EntryInfo> describe(CacheKey key) throws IOException {
    Optional<StoredEntry> found = store.peek(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredEntry entry = found.get()) {
      return Optional.of(reader.readHeader(key, entry).describe(tier));
    }
  }

  /**
   * Answers the keys after one, in ascending order.
   *
   * @throws IOException if the store failed, whatever it threw
   */
  List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    try {
      return guard.other(() -> store.keys(after, limit));
    } catch (Exception | LinkageError e) {
      throw new IOException("The " + tier.id() + " tier cannot list its keys", e);
    }
  }

  @Override
  public TierStats stats() {
    return new TierStats(
        requests.snapshot(),
        writes.snapshot(),
        deletions.sum(),
        deletionFailures.sum(),
        usage(),
        guard.readsPaused(),
        guard.writesPaused());
  }

  private StoreUsage usage() {
    try {
      return store.usage();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      CacheLog.LOG.debug("Wasm cache: the {} tier cannot say what it holds", tier.id(), e);
      return StoreUsage.UNKNOWN;
    }
  }

  @Override
  public void close() {
    guard.close();
    try {
      store.close();
    } catch (Exception | LinkageError e) {
      CacheLog.LOG.warn("Wasm cache: the {} tier did not close: {}", tier.id(), e.toString());
    }
  }
}
