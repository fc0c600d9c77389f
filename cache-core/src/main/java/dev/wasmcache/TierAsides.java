package dev.wasmcache;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What a store does besides storing entries: leases, notes, evictions. Nothing depends on it, so a
 * failure is neither counted nor a reason to pause the tier, and a paused tier is not asked.
 */
final class TierAsides {

  private final Tier tier;
  private final ArtifactStore store;
  private final TierGuard guard;

  TierAsides(Tier tier, ArtifactStore store, TierGuard guard) {
    this.tier = tier;
    this.store = store;
    this.guard = guard;
  }

  /**
   * Acquires the right to compile. Empty if another process has it.
   *
   * @param otherwise the result if the store does not work
   */
  Optional<Lease> tryLease(CacheKey key, Duration atMost, Optional<Lease> otherwise) {
    return quietly("lease", () -> taken(key, atMost), otherwise);
  }

  private Optional<Lease> taken(CacheKey key, Duration atMost) throws Exception {
    try {
      return guard
          .other(() -> store.tryLease(key, atMost), late -> late.ifPresent(this::end))
          .map(this::within);
    } catch (StoreException e) {
      if (e.outcome() != Outcome.TIMEOUT) {
        throw e;
      }
      // This process may hold it, with only the response lost: then no other process gets it for a
      // while.
      return Optional.of(Lease.none());
    }
  }

  /**
   * A lease that is released within the budget, too, and even if the tier is paused: a file lock is
   * held for as long as this process lives.
   */
  private Lease within(Lease lease) {
    return () -> {
      try {
        boolean unused =
            guard.other(
                () -> {
                  end(lease);
                  return true;
                });
      } catch (StoreException e) {
        if (e.outcome() == Outcome.SKIPPED) {
          // No thread is available for it.
          end(lease);
        }
      } catch (Exception | LinkageError | OutOfMemoryError e) {
        CacheLog.LOG.debug(
            "Wasm cache: a lease of the {} tier was not released in time", tier.id(), e);
      }
    };
  }

  private void end(Lease lease) {
    try {
      lease.close();
    } catch (IOException | RuntimeException e) {
      CacheLog.LOG.debug("Wasm cache: a lease of the {} tier was not released", tier.id(), e);
    }
  }

  /** Returns a note; none if the store fails. */
  Optional<byte[]> note(CacheKey key) {
    return quietly("note", () -> guard.other(() -> store.note(key)), Optional.empty());
  }

  /** Stores a note, or drops it if the store fails. */
  void putNote(CacheKey key, byte[] note) {
    quietly(
        "note",
        () ->
            guard.other(
                () -> {
                  store.putNote(key, note);
                  return true;
                }),
        false);
  }

  /** Returns when an entry was evicted, as far as the store knows. */
  Optional<Eviction> eviction(CacheKey key) {
    return quietly("eviction", () -> guard.other(() -> store.eviction(key)), Optional.empty());
  }

  private <T> T quietly(String what, Callable<T> work, T otherwise) {
    if (guard.paused()) {
      return otherwise;
    }
    try {
      return work.call();
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      CacheLog.LOG.debug("Wasm cache: no {} in the {} tier", what, tier.id(), e);
      return otherwise;
    }
  }
}
