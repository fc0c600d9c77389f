package dev.wasmcache;

import dev.wasmcache.internal.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What a store does besides keeping entries: leases, notes, evictions. Nothing depends on it, so a
 * failure is neither counted nor a reason to leave the tier alone, and a tier that is left alone is
 * not asked.
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
   * Takes the right to compile. Empty if another process has it.
   *
   * @param otherwise what is answered if the store does not work
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
      // It may be this one's, and only the answer lost: then nobody else gets it for a while.
      return Optional.of(Lease.none());
    }
  }

  /**
   * A lease that is given back within the budget, too, and whatever has become of the tier: a lock
   * of a file is held for as long as this process lives.
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
          // There is no thread for it.
          end(lease);
        }
      } catch (Exception | LinkageError | OutOfMemoryError e) {
        CacheLog.LOG.debug(
            "Wasm cache: a lease of the {} tier is left to itself",
            tier.id(),
            Printable.failure(e));
      }
    };
  }

  private void end(Lease lease) {
    try {
      lease.close();
    } catch (IOException | RuntimeException e) {
      CacheLog.LOG.debug(
          "Wasm cache: a lease of the {} tier was not given back", tier.id(), Printable.failure(e));
    }
  }

  /** Answers a note; none if the store fails. */
  Optional<byte[]> note(CacheKey key) {
    return quietly("note", () -> guard.other(() -> store.note(key)), Optional.empty());
  }

  /** Leaves a note, or does not. */
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

  /** Answers when an entry was evicted, as far as the store knows. */
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
      CacheLog.LOG.debug("Wasm cache: no {} in the {} tier", what, tier.id(), Printable.failure(e));
      return otherwise;
    }
  }
}
