package dev.wasmcache;

import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.internal.guard.Failures;
import dev.wasmcache.internal.guard.Guard;
import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.stats.Eviction;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What a store does besides keeping entries: leases, notes, evictions. Nothing depends on it, so a
 * failure is neither counted nor a reason to pause the tier, and a tier that is paused is not
 * asked. One that hangs has cost the request its time, whatever it was asked for: that counts.
 */
final class TierHints {

  /** Gives back a lease that there is none of. */
  static final Runnable NOTHING_TO_RELEASE = () -> {};

  private final StoreTier store;

  TierHints(StoreTier store) {
    this.store = store;
  }

  /**
   * Acquires the right to compile. Empty if another process has it.
   *
   * @param otherwise what is returned if the store does not work
   * @return what gives it back, within what the request can still wait
   */
  Optional<Runnable> tryLease(
      CacheKey key, Duration atMost, Optional<Runnable> otherwise, WaitBudget waits) {
    return quietly("lease", key, () -> taken(key, atMost, waits), otherwise);
  }

  private Optional<Runnable> taken(CacheKey key, Duration atMost, WaitBudget waits)
      throws Exception {
    try {
      return store
          .guard()
          .hint(
              waits,
              Guard.Hint.WRITES,
              () -> store.unguarded().tryLease(key, atMost),
              late -> late.ifPresent(this::end))
          .map(lease -> () -> store.guard().release(waits, () -> end(lease)));
    } catch (StoreException e) {
      if (e.outcome() != Outcome.TIMEOUT) {
        throw e;
      }
      hung("lease", key, e);
      // It may be this one's, and only the answer lost: then no other process gets it for a while.
      return Optional.of(NOTHING_TO_RELEASE);
    }
  }

  private void end(Lease lease) {
    try {
      lease.close();
    } catch (IOException | RuntimeException e) {
      Log.LOG.debug(
          "Wasm cache: a lease of the {} tier was not given back",
          store.tier().id(),
          Printable.failure(e));
    }
  }

  /** Returns a note; none if the store fails. */
  Optional<byte[]> note(CacheKey key, WaitBudget waits) {
    return quietly(
        "note",
        key,
        () -> store.guard().hint(waits, Guard.Hint.READS, () -> store.unguarded().note(key), null),
        Optional.empty());
  }

  /** Leaves a note, or does not. */
  void putNote(CacheKey key, byte[] note, WaitBudget waits) {
    Callable<Boolean> write =
        () -> {
          store.unguarded().putNote(key, note);
          return true;
        };
    quietly("note", key, () -> store.guard().hint(waits, Guard.Hint.WRITES, write, null), false);
  }

  /** Returns when an entry was evicted, as far as the store knows. */
  Optional<Eviction> eviction(CacheKey key, WaitBudget waits) {
    return quietly(
        "eviction",
        key,
        () ->
            store
                .guard()
                .hint(waits, Guard.Hint.READS, () -> store.unguarded().eviction(key), null),
        Optional.empty());
  }

  private <T> T quietly(String what, CacheKey key, Callable<T> work, T otherwise) {
    if (store.guard().paused()) {
      return otherwise;
    }
    try {
      return work.call();
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      if (Failures.outcome(e) == Outcome.TIMEOUT) {
        hung(what, key, e);
      } else {
        Log.LOG.debug(
            "Wasm cache: no {} in the {} tier", what, store.tier().id(), Printable.failure(e));
      }
      return otherwise;
    }
  }

  private void hung(String what, CacheKey key, Throwable failure) {
    Outcome unused = store.failed(what, key, failure);
  }
}
