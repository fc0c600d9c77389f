package dev.wasmcache;

import dev.wasmcache.internal.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The store of a tier, with what protects callers from its failures: a guard around its calls, and
 * a log that says what failed.
 *
 * @param unguarded the store itself, for code that runs within a guarded call
 */
record TierStore(Tier tier, ArtifactStore unguarded, TierGuard guard, RepeatedWarnings warnings) {

  private static final long AT_LEAST_TO_CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  // Keys are digests: none is this one.
  private static final CacheKey NOBODYS = CacheKey.of(new byte[CacheKey.LENGTH]);

  TierStore(Tier tier, ArtifactStore store, Duration budget, int tiersAfter) {
    this(tier, store, new TierGuard(tier, store, budget, tiersAfter), new RepeatedWarnings());
    Failures.prepare(tier);
  }

  /** Logs a failure of any kind, and returns the outcome that is counted. */
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
      // The log cannot be loaded now; the counters still show the failure.
    }
    return outcome;
  }

  /**
   * Returns the keys after a given one, in ascending order.
   *
   * @throws IOException if the store failed, whatever it threw
   */
  List<CacheKey> keys(@Nullable CacheKey after, int limit) throws IOException {
    try {
      return guard.list(() -> unguarded.keys(after, limit));
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      throw new IOException("The " + tier.id() + " tier cannot list its keys", e);
    }
  }

  /** Returns what the store holds; {@link StoreUsage#UNKNOWN} if the store fails. */
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
   * Finds out, in the background, whether a paused store works again, if its pause is over.
   *
   * @param written whether the store is also written to
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

  /**
   * Waits for two seconds at most, for the calls that run and for the store to close. A guarded
   * store says itself how long that takes.
   */
  void close() {
    long until = TierGuard.endOfClosing();
    guard.close(until);
    if (unguarded.isGuarded()) {
      closeStore();
      return;
    }
    Thread closing = closing();
    try {
      closing.start();
    } catch (OutOfMemoryError e) {
      closeStore();
      return;
    }
    await(closing, until);
  }

  private Thread closing() {
    Thread thread = new Thread(this::closeStore, "wasm-cache-" + tier.id() + "-close");
    thread.setDaemon(true);
    return thread;
  }

  private void await(Thread closing, long until) {
    boolean interrupted = false;
    // At least a moment, if calls that hang took the rest.
    long end = Math.max(until, System.nanoTime() + AT_LEAST_TO_CLOSE_NANOS);
    for (long left = 1; closing.isAlive() && left > 0; left = end - System.nanoTime()) {
      try {
        closing.join(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (closing.isAlive()) {
      CacheLog.LOG.warn("Wasm cache: the {} tier takes too long to close", tier.id());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeStore() {
    try {
      unguarded.close();
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      CacheLog.LOG.warn("Wasm cache: the {} tier did not close: {}", tier.id(), Printable.text(e));
    }
  }
}
