package dev.wasmcache;

import dev.wasmcache.internal.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The store of a tier, and what keeps its trouble from who asks it: a guard around its calls, and a
 * log that says what failed.
 *
 * @param unguarded the store itself, for what runs within a call of the guard
 */
record TierStore(Tier tier, ArtifactStore unguarded, TierGuard guard, RepeatedWarnings warnings) {

  // Keys are digests: none is this one.
  private static final CacheKey NOBODYS = CacheKey.of(new byte[CacheKey.LENGTH]);

  TierStore(Tier tier, ArtifactStore store, Duration budget) {
    this(tier, store, new TierGuard(tier, store, budget), new RepeatedWarnings());
    Failures.prepare(tier);
  }

  /** Logs a failure, whatever it was, and answers how it is counted. */
  Outcome failed(String operation, CacheKey key, Throwable failure) {
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

  /**
   * Answers the keys after one, in ascending order.
   *
   * @throws IOException if the store failed, whatever it threw
   */
  List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    try {
      return guard.other(() -> unguarded.keys(after, limit));
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      throw new IOException("The " + tier.id() + " tier cannot list its keys", e);
    }
  }

  /** Answers what the store holds; that it is not known if the store fails. */
  StoreUsage usage() {
    try {
      return unguarded.usage();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      CacheLog.LOG.debug(
          "Wasm cache: the {} tier cannot say what it holds", tier.id(), Printable.failure(e));
      return StoreUsage.UNKNOWN;
    }
  }

  /**
   * Finds out in the background whether a store works again that has failed, if it is time to.
   *
   * @param written whether it is one that is written to
   */
  void tryAgain(boolean written) {
    try {
      if (unguarded.isGuarded()) {
        unguarded.prepare();
        return;
      }
      guard.tryReading(() -> unguarded.note(NOBODYS));
      if (written) {
        guard.tryWriting(
            () -> {
              unguarded.putNote(NOBODYS, new byte[0]);
              return NOBODYS;
            });
      }
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      CacheLog.LOG.debug(
          "Wasm cache: the {} tier cannot be tried", tier.id(), Printable.failure(e));
    }
  }

  void close() {
    guard.close();
    try {
      unguarded.close();
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      CacheLog.LOG.warn("Wasm cache: the {} tier did not close: {}", tier.id(), Printable.text(e));
    }
  }
}
