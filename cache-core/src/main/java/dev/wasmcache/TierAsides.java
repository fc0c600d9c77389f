package dev.wasmcache;

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
    return quietly("lease", () -> store.tryLease(key, atMost).map(this::within), otherwise);
  }

  /** A lease that is given back within the budget, too. */
  private Lease within(Lease lease) {
    return () ->
        quietly(
            "end of a lease",
            () -> {
              lease.close();
              return true;
            },
            false);
  }

  /** Answers a note; none if the store fails. */
  Optional<byte[]> note(CacheKey key) {
    return quietly("note", () -> store.note(key), Optional.empty());
  }

  /** Leaves a note, or does not. */
  void putNote(CacheKey key, byte[] note) {
    quietly(
        "note",
        () -> {
          store.putNote(key, note);
          return true;
        },
        false);
  }

  /** Answers when an entry was evicted, as far as the store knows. */
  Optional<Eviction> eviction(CacheKey key) {
    return quietly("eviction", () -> store.eviction(key), Optional.empty());
  }

  private <T> T quietly(String what, Callable<T> work, T otherwise) {
    if (guard.paused()) {
      return otherwise;
    }
    try {
      return guard.other(work);
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      CacheLog.LOG.debug("Wasm cache: no {} in the {} tier", what, tier.id(), e);
      return otherwise;
    }
  }
}
