package dev.wasmcache;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries of a tier for requests, and counts them. Hands out verified entries, deletes bad
 * ones, and throws nothing to the caller.
 *
 * <p>On the path of a hit, so without lambdas: the first one costs a fresh JVM tens of
 * milliseconds.
 */
final class StoreReads {

  private final TierStore store;
  private final EntryReader reader;
  private final StoreDeletions deletions;
  private final CacheListener listener;
  private final CacheInterceptor interceptor;
  private final OutcomeCounters requests = new OutcomeCounters();

  StoreReads(
      TierStore store,
      EntryReader reader,
      StoreDeletions deletions,
      CacheListener listener,
      CacheInterceptor interceptor) {
    this.store = store;
    this.reader = reader;
    this.deletions = deletions;
    this.listener = listener;
    this.interceptor = interceptor;
  }

  /** Returns an artifact. Empty in every other case; the trail then says what happened. */
  Optional<Artifact> get(CacheKey key, Trail trail) {
    Reading reading = new Reading(key, trail.waits());
    Outcome outcome = interceptor.aroundRead(store.tier(), key, reading);
    trail.add(store.tier(), outcome);
    return reading.artifact();
  }

  /** As {@link #get}, for who waits for an entry: tells nobody, and does not count a miss. */
  Optional<Artifact> look(CacheKey key, WaitBudget waits) {
    Reading reading = new Reading(key, waits);
    Outcome outcome = reading.outcome();
    if (outcome != Outcome.MISS) {
      requests.add(outcome);
    }
    return reading.artifact();
  }

  /** One read. For one thread at a time. */
  private final class Reading implements Supplier<Outcome>, Callable<Optional<Artifact>> {
    private final CacheKey key;
    private final WaitBudget waits;
    private final TierCalls.Progress progress = new TierCalls.Progress();
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
      ArrivingBody arriving = reader.expect();
      Arrival counted = CountedEntry.counting(arriving, progress);
      return read(key, store.unguarded().get(key, counted), progress, arriving);
    }

    private Optional<Artifact> artifact() {
      return Optional.ofNullable(artifact);
    }
  }

  /** Reads what was found to its end, and leaves counting to the caller; a bad entry is deleted. */
  Optional<Artifact> read(CacheKey key, Optional<StoredEntry> found, TierCalls.Progress progress)
      throws IOException {
    return read(key, found, progress, reader.expect());
  }

  private Optional<Artifact> read(
      CacheKey key, Optional<StoredEntry> found, TierCalls.Progress progress, ArrivingBody arriving)
      throws IOException {
    Optional<StoredEntry> next = found;
    ArrivingBody body = arriving;
    for (int attempt = 1; next.isPresent(); attempt++) {
      StoredEntry entry = next.get();
      try (entry) {
        return Optional.of(reader.read(key, new CountedEntry(entry, progress), body));
      } catch (BadEntryException e) {
        next = Reopening.after(e, entry, attempt);
        if (Reopening.stands(entry, next)) {
          deletions.discard(entry, e);
          throw e;
        }
        body = reader.expect();
      } catch (StoreException e) {
        if (e.outcome() == Outcome.UNAUTHENTIC) {
          deletions.discardUnread(entry, e);
        }
        throw e;
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
