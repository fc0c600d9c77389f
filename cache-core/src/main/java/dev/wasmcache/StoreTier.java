package dev.wasmcache;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
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
  private final long maximumEntryBytes;
  private final InstantSource clock;
  private final CacheListener listener;
  private final RepeatedWarnings warnings = new RepeatedWarnings();
  private final OutcomeCounters requests = new OutcomeCounters();
  private final OutcomeCounters writes = new OutcomeCounters();
  private final LongAdder deletions = new LongAdder();
  private final LongAdder deletionFailures = new LongAdder();

  StoreTier(
      Tier tier, ArtifactStore store, CompilationCacheBuilder settings, CacheListener listener) {
    this.tier = tier;
    this.store = store;
    this.integrity = settings.integrity();
    this.maximumEntryBytes = settings.maximumEntryBytes();
    this.reader = new EntryReader(integrity, maximumEntryBytes);
    this.guard = new TierGuard(tier, settings.timeout());
    this.clock = settings.clock();
    this.listener = listener;
  }

  @Override
  public Tier tier() {
    return tier;
  }

  @Override
  public Optional<Artifact> get(CacheKey key) {
    long start = System.nanoTime();
    Outcome outcome;
    Optional<Artifact> artifact = Optional.empty();
    TierCalls.Progress progress = new TierCalls.Progress();
    try {
      artifact = guard.read(progress, () -> read(key, progress));
      outcome = artifact.isPresent() ? Outcome.HIT : Outcome.MISS;
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      // No code of the caller runs in here: what is missing are buffers or threads of the store.
      outcome = failed("read", key, e);
    }
    requests.add(outcome);
    listener.onRequest(tier, key, outcome, Duration.ofNanos(System.nanoTime() - start));
    return artifact;
  }

  private Optional<Artifact> read(CacheKey key, TierCalls.Progress progress) throws IOException {
    Optional<StoredEntry> found = store.get(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    StoredEntry entry = found.get();
    progress.moves(Math.min(entry.size(), maximumEntryBytes));
    try (entry) {
      return Optional.of(reader.read(key, entry));
    } catch (BadEntryException e) {
      if (!e.leftAlone()) {
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
    Callable<Void> write =
        () -> {
          if (artifact.size() > maximumEntryBytes) {
            throw new StoreException(
                Outcome.TOO_LARGE,
                "it has " + artifact.size() + " bytes; the limit is " + maximumEntryBytes);
          }
          store.put(key, new EntryWriter(key, artifact, integrity, clock.instant()));
          return null;
        };
    if (artifact.inMemory()) {
      writing(key, artifact.size(), write);
    } else {
      // Its stream is the caller's, who may close it as soon as this returns.
      counted(
          key,
          () -> {
            guard.writeHere(write);
            return null;
          });
    }
  }

  /** Stores what another tier has stored, without reading it into memory. */
  void copy(CacheKey key, long size, StoreTier from) {
    writing(
        key,
        size,
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

  private void writing(CacheKey key, long size, Callable<Void> write) {
    TierCalls.Progress progress = new TierCalls.Progress();
    progress.moves(size);
    counted(key, () -> guard.write(progress, write));
  }

  private void counted(CacheKey key, Callable<Void> write) {
    if (!integrity.canWrite()) {
      // As configured, so the log need not say so each time.
      writes.add(Outcome.SKIPPED);
      return;
    }
    Outcome outcome = Outcome.STORED;
    try {
      write.call();
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      outcome = failed("write", key, e);
    }
    writes.add(outcome);
  }

  @Override
  public void delete(CacheKey key) throws IOException {
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
    try {
      delete(key);
    } catch (IOException e) {
      failed("delete", key, e);
    }
  }

  /** Counts and logs a failure, whatever it was. */
  private Outcome failed(String operation, CacheKey key, Throwable failure) {
    Outcome outcome = Failures.outcome(failure);
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
