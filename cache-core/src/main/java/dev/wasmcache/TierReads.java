package dev.wasmcache;

import dev.wasmcache.admin.EntryInfo;
import dev.wasmcache.internal.EnumCounters;
import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.internal.entry.ArrivingBody;
import dev.wasmcache.internal.entry.BadEntryException;
import dev.wasmcache.internal.entry.EntryReader;
import dev.wasmcache.internal.entry.Reopening;
import dev.wasmcache.internal.guard.Backoff;
import dev.wasmcache.internal.guard.CountedEntry;
import dev.wasmcache.internal.guard.Progress;
import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.internal.miss.Trail;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries of a tier. Hands out verified entries, deletes bad ones, and throws nothing to the
 * caller. A request is counted; to inspect, verify or export an entry is not a request, and does
 * not mark it as used.
 *
 * <p>On the path of a hit, so without lambdas: the first one costs a fresh JVM tens of
 * milliseconds.
 */
final class TierReads {

  private final StoreTier store;
  private final EntryReader reader;
  private final TierWrites writes;
  private final CacheListener listener;
  private final CacheInterceptor interceptor;
  private final EnumCounters<Outcome> requests = new EnumCounters<>(Outcome.class);

  TierReads(
      StoreTier store,
      EntryReader reader,
      TierWrites writes,
      CacheListener listener,
      CacheInterceptor interceptor) {
    this.store = store;
    this.reader = reader;
    this.writes = writes;
    this.listener = listener;
    this.interceptor = interceptor;
  }

  /** Returns an artifact. Empty in every other case; the trail then says what happened. */
  Optional<Artifact> get(CacheKey key, Trail trail) {
    Reading reading = new Reading(key, trail.waits());
    Outcome outcome = interceptor.aroundRead(store.tier(), key, reading);
    if (outcome == Outcome.BUSY) {
      outcome = askedAgain(reading);
    }
    trail.add(store.tier(), outcome);
    return reading.artifact();
  }

  /** Asks a tier that is busy again, as long as compiling would take. */
  private Outcome askedAgain(Reading reading) {
    Backoff backoff = new Backoff(reading.waits);
    Outcome outcome = Outcome.BUSY;
    while (outcome == Outcome.BUSY && backoff.pause()) {
      outcome = interceptor.aroundRead(store.tier(), reading.key, reading);
    }
    return outcome;
  }

  /**
   * As {@link #get}, for a caller that waits for an entry: does not notify the listener, and does
   * not count a miss.
   */
  Polled poll(CacheKey key, WaitBudget waits) {
    Reading reading = new Reading(key, waits);
    Outcome outcome = reading.outcome();
    if (outcome != Outcome.MISS) {
      requests.add(outcome);
    }
    return new Polled(reading.artifact(), outcome == Outcome.BUSY);
  }

  /**
   * What a caller found that waits for an entry.
   *
   * @param busy whether the tier was too busy to tell
   */
  record Polled(Optional<Artifact> artifact, boolean busy) {}

  /** As {@link #poll}, for code that runs within a guarded call. */
  Optional<Artifact> readNow(CacheKey key, Progress progress) {
    try {
      Optional<Artifact> artifact = read(key, progress);
      if (artifact.isPresent()) {
        requests.add(Outcome.HIT);
      }
      return artifact;
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      if (!progress.isAbandoned()) {
        requests.add(store.failed("read", key, e));
      }
      return Optional.empty();
    }
  }

  /** One read. For one thread at a time. */
  private final class Reading implements Supplier<Outcome>, Callable<Optional<Artifact>> {
    private final CacheKey key;
    private final WaitBudget waits;
    private Progress progress = new Progress();
    private @Nullable Artifact artifact;

    private Reading(CacheKey key, WaitBudget waits) {
      this.key = key;
      this.waits = waits;
    }

    /** Reads, counts the outcome and notifies the listener. */
    @Override
    public Outcome get() {
      long start = System.nanoTime();
      Outcome outcome = outcome();
      requests.add(outcome);
      listener.onRequest(store.tier(), key, outcome, Duration.ofNanos(System.nanoTime() - start));
      return outcome;
    }

    private Outcome outcome() {
      progress = new Progress();
      try {
        artifact = store.guard().read(waits, progress, this).orElse(null);
        return artifact != null ? Outcome.HIT : Outcome.MISS;
      } catch (Exception | LinkageError | OutOfMemoryError e) {
        // No code of the caller runs in here: what ran out are buffers or threads of the store.
        return store.failed("read", key, e);
      }
    }

    @Override
    public Optional<Artifact> call() throws IOException {
      return read(key, progress);
    }

    private Optional<Artifact> artifact() {
      return Optional.ofNullable(artifact);
    }
  }

  private Optional<Artifact> read(CacheKey key, Progress progress) throws IOException {
    try (ArrivingBody arriving = reader.expect(key)) {
      Arrival counted = CountedEntry.counting(arriving, progress);
      return read(key, store.unguarded().get(key, counted), progress, arriving);
    }
  }

  /** Reads what was found to its end, and leaves counting to the caller; a bad entry is deleted. */
  Optional<Artifact> read(CacheKey key, Optional<StoredEntry> found, Progress progress)
      throws IOException {
    try (ArrivingBody arriving = reader.expect(key)) {
      return read(key, found, progress, arriving);
    }
  }

  private Optional<Artifact> read(
      CacheKey key, Optional<StoredEntry> found, Progress progress, ArrivingBody arriving)
      throws IOException {
    Optional<StoredEntry> next = found;
    for (int attempt = 1; next.isPresent(); attempt++) {
      StoredEntry entry = next.get();
      try (entry) {
        return Optional.of(Artifact.of(reader.read(key, counted(entry, progress), arriving)));
      } catch (BadEntryException e) {
        next = Reopening.after(e, entry, attempt);
        if (Reopening.stands(entry, next)) {
          writes.discard(entry, e);
          throw e;
        }
        arriving.restart();
      } catch (StoreException e) {
        if (e.outcome() == Outcome.UNAUTHENTIC) {
          writes.discardUnread(entry, e);
        }
        throw e;
      }
    }
    return Optional.empty();
  }

  private CountedEntry counted(StoredEntry entry, Progress progress) {
    return new CountedEntry(entry, progress, !store.onThisHost());
  }

  /** Returns what the header of an entry says. */
  Optional<EntryInfo> inspect(CacheKey key) {
    try {
      return store.guard().look(new Progress(), () -> describe(key));
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      Log.LOG.debug(
          "Wasm cache: {} in the {} tier cannot be inspected",
          key,
          store.tier().id(),
          Printable.failure(e));
      return Optional.empty();
    }
  }

  private Optional<EntryInfo> describe(CacheKey key) throws IOException {
    Optional<StoredEntry> found = store.unguarded().peek(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredEntry entry = found.get()) {
      return Optional.of(reader.readHeader(key, entry).describe(store.tier()));
    }
  }

  /** Reads an entry to its end. A bad one is deleted, as by a request. */
  Outcome verify(CacheKey key) {
    Progress progress = new Progress();
    try {
      return store
              .guard()
              .look(progress, () -> read(key, store.unguarded().peek(key), progress))
              .isPresent()
          ? Outcome.HIT
          : Outcome.MISS;
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      return store.failed("verification", key, e);
    }
  }

  /** Reads an entry that passes the filter, for an export. A bad one is not deleted. */
  Optional<Artifact> stored(CacheKey key, Predicate<EntryInfo> filter, Trail trail) {
    Progress progress = new Progress();
    try {
      Optional<Artifact> artifact =
          store.guard().read(trail.waits(), progress, () -> readIfWanted(key, filter, progress));
      trail.add(store.tier(), artifact.isPresent() ? Outcome.HIT : Outcome.MISS);
      return artifact;
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      trail.add(store.tier(), store.failed("export", key, e));
      return Optional.empty();
    }
  }

  private Optional<Artifact> readIfWanted(
      CacheKey key, Predicate<EntryInfo> filter, Progress progress) throws IOException {
    Optional<StoredEntry> next = store.unguarded().peek(key);
    for (int attempt = 1; next.isPresent(); attempt++) {
      StoredEntry entry = next.get();
      try (entry) {
        CountedEntry counted = counted(entry, progress);
        return reader
            .readIf(key, counted, header -> filter.test(header.describe(store.tier())))
            .map(Artifact::of);
      } catch (BadEntryException e) {
        next = Reopening.after(e, entry, attempt);
        if (Reopening.stands(entry, next)) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }

  /** Counts an entry that was verified but turned out to be unusable. */
  void rejected() {
    requests.add(Outcome.STALE);
  }

  Map<Outcome, Long> outcomes() {
    return requests.snapshot();
  }
}
