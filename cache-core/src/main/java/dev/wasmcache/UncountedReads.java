package dev.wasmcache;

import dev.wasmcache.internal.Printable;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads entries of a tier to inspect, verify or export them. That is not a request: no outcome is
 * counted, and no entry is marked as used.
 */
final class UncountedReads {

  private final TierStore store;
  private final EntryReader reader;
  private final StoreReads reads;

  UncountedReads(TierStore store, EntryReader reader, StoreReads reads) {
    this.store = store;
    this.reader = reader;
    this.reads = reads;
  }

  /** Returns what the header of an entry says. */
  Optional<EntryInfo> inspect(CacheKey key) {
    try {
      return store.guard().look(new TierCalls.Progress(), () -> describe(key));
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      CacheLog.LOG.debug(
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
    TierCalls.Progress progress = new TierCalls.Progress();
    try {
      return store
              .guard()
              .look(progress, () -> reads.read(key, store.unguarded().peek(key), progress))
              .isPresent()
          ? Outcome.HIT
          : Outcome.MISS;
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      return store.failed("verification", key, e);
    }
  }

  /** Reads an entry that passes the filter, for an export. A bad one is not deleted. */
  Optional<Artifact> stored(CacheKey key, Predicate<EntryInfo> filter, Trail trail) {
    TierCalls.Progress progress = new TierCalls.Progress();
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
      CacheKey key, Predicate<EntryInfo> filter, TierCalls.Progress progress) throws IOException {
    Optional<StoredEntry> next = store.unguarded().peek(key);
    for (int attempt = 1; next.isPresent(); attempt++) {
      StoredEntry entry = next.get();
      try (entry) {
        CountedEntry counted = new CountedEntry(entry, progress);
        return reader.readIf(key, counted, header -> filter.test(header.describe(store.tier())));
      } catch (BadEntryException e) {
        next = Reopening.after(e, entry, attempt);
        if (Reopening.stands(entry, next)) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }
}
