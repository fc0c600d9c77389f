package dev.wasmcache.store;

import dev.wasmcache.StoreException;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One direction of a store, reads or writes, with a breaker and threads of its own: a server that
 * refuses writes is still read. Safe for concurrent use.
 */
final class GuardedSide {

  private final GuardedStoreBuilder settings;
  private final ColdStart coldStart;
  private final Breaker breaker;
  private final TimedCalls calls;
  private final ThreadPoolExecutor trials;

  GuardedSide(String what, GuardedStoreBuilder settings, ColdStart coldStart) {
    this.settings = settings;
    this.coldStart = coldStart;
    this.breaker =
        new Breaker(
            what,
            settings.failures(),
            new Backoff(settings.initialPause(), settings.maximumPause(), new SteadyClock()));
    this.calls = new TimedCalls(settings.threads("-" + what), settings.maximumConcurrentCalls());
    this.trials =
        new ThreadPoolExecutor(
            0, 1, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), settings.threads("-try-" + what));
  }

  /** Returns what a call that begins now may take. */
  Budget budget() {
    return new Budget(timeout(), settings.minimumBytesPerSecond());
  }

  /** Returns what a call that begins now may take besides the time for its bytes. */
  Duration timeout() {
    return coldStart.extend(settings.timeout());
  }

  Breaker breaker() {
    return breaker;
  }

  /**
   * Makes a call within its budget.
   *
   * @throws StoreException as {@link Outcome#SKIPPED} at once, if the store does not work; if it is
   *     time to try it, this call does, in the background
   */
  <T> T call(Budget budget, Breaker.StoreCall<T> call) throws IOException {
    return call(budget, call, answer -> {});
  }

  /**
   * As {@link #call(Budget, Breaker.StoreCall)}.
   *
   * @param late receives an answer that comes after the call was abandoned
   */
  <T> T call(Budget budget, Breaker.StoreCall<T> call, Consumer<T> late) throws IOException {
    if (!breaker.closed()) {
      tryInBackground(budget, call, late);
      throw skipped();
    }
    if (!breaker.tryAcquire()) {
      throw skipped();
    }
    return permitted(budget, call, late);
  }

  /**
   * Makes a call that the breaker has permitted.
   *
   * @throws StoreException as {@link Outcome#SKIPPED}, if there is no place or no thread for it or
   *     this thread is interrupted, none of which says anything of the store
   */
  <T> T permitted(Budget budget, Breaker.StoreCall<T> call) throws IOException {
    return permitted(budget, call, answer -> {});
  }

  private <T> T permitted(Budget budget, Breaker.StoreCall<T> call, Consumer<T> late)
      throws IOException {
    try {
      acquire(budget);
      return breaker.record(() -> calls.run(budget, call::call, late));
    } catch (CallAbandonedException e) {
      throw new StoreException(Outcome.SKIPPED, String.valueOf(e.getMessage()));
    } finally {
      coldStart.end();
    }
  }

  private void acquire(Budget budget) throws IOException {
    boolean acquired = false;
    try {
      acquired = calls.acquire(budget);
    } finally {
      if (!acquired) {
        breaker.release();
      }
    }
    if (!acquired) {
      throw new StoreException(
          Outcome.SKIPPED, "too many calls to it have not ended within " + budget);
    }
  }

  /** Makes a call in the background whose answer is not needed. */
  void prepare(Breaker.StoreCall<?> call) {
    tryInBackground(budget(), call, answer -> {});
  }

  /** No request waits for the trial: a store that is down costs no request anything. */
  private <T> void tryInBackground(
      Budget budget, Breaker.StoreCall<T> call, Consumer<? super T> late) {
    if (!breaker.tryAcquire()) {
      return;
    }
    boolean started = false;
    try {
      trials.execute(
          () -> {
            try {
              late.accept(permitted(budget, call, late::accept));
            } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
              GuardLog.LOG.debug(
                  "Wasm cache: the shared tier does not work yet: {}", Redacted.text(e));
            }
          });
      started = true;
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // One is trying already, or there is no thread to be had: later, then.
      GuardLog.LOG.debug("Wasm cache: the shared tier is not tried now: {}", e.toString());
    } finally {
      if (!started) {
        breaker.release();
      }
    }
  }

  static StoreException skipped() {
    return new StoreException(
        Outcome.SKIPPED, "it does not work, and is tried again in the background");
  }

  /** Interrupts what runs. */
  void close() {
    trials.shutdownNow();
    calls.close();
  }
}
