package dev.wasmcache;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Protects callers from a tier that fails. A call takes no longer than its budget, and a failing
 * tier is paused for a while. Reads and writes are paused separately: a full disk can still be
 * read.
 *
 * <p>On the path of a hit, so without lambdas: the first one costs a fresh JVM tens of
 * milliseconds.
 */
final class TierGuard {

  private final Tier tier;
  private final ArtifactStore store;
  private final TierCalls calls;
  private final Breaker reads = new Breaker();
  private final Breaker writes = new Breaker();

  TierGuard(Tier tier, ArtifactStore store, Duration budget) {
    this.tier = tier;
    this.store = store;
    this.calls = new TierCalls(tier, store.isGuarded() ? Duration.ZERO : budget);
  }

  /**
   * Reads from the tier.
   *
   * @throws StoreException {@link Outcome#TIMEOUT}, or {@link Outcome#SKIPPED} if it is paused
   * @throws Exception what the call throws
   */
  <T> T read(TierCalls.Progress progress, Callable<T> work) throws Exception {
    return guarded(reads, "reading", progress, work);
  }

  /** Like {@link #read}, for a call that writes. */
  <T> T write(TierCalls.Progress progress, Callable<T> work) throws Exception {
    return guarded(writes, "writing", progress, work);
  }

  /** Like {@link #write}, but on the thread of the caller, since the caller's stream is read. */
  <T> T writeHere(Callable<T> work) throws Exception {
    return guarded(writes, "writing", null, work);
  }

  /** For deletions and inspections: within the budget, and even if the tier is paused. */
  <T> T other(Callable<T> work) throws Exception {
    return other(new TierCalls.Progress(), work);
  }

  /**
   * Like {@link #other(Callable)}.
   *
   * @param late receives a result that arrives when the caller no longer waits for it
   */
  <T> T other(Callable<T> work, Consumer<T> late) throws Exception {
    return calls.call(work, late);
  }

  /** Like {@link #other(Callable)}, for a call that moves many bytes. */
  <T> T other(TierCalls.Progress progress, Callable<T> work) throws Exception {
    return calls.call(progress, work);
  }

  /**
   * @param progress null for a call on the thread of the caller
   */
  private <T> T guarded(
      Breaker breaker, String doing, TierCalls.@Nullable Progress progress, Callable<T> work)
      throws Exception {
    if (store.isGuarded()) {
      return work.call();
    }
    if (!breaker.allows(System.nanoTime())) {
      throw new StoreException(Outcome.SKIPPED, "it has failed and is paused for a while");
    }
    T answer;
    try {
      answer = progress == null ? work.call() : calls.call(progress, work);
    } catch (Throwable e) {
      note(breaker, doing, Failures.outcome(e));
      throw e;
    }
    note(breaker, doing, Outcome.HIT);
    return answer;
  }

  /** Reads in the background, if reads are paused and the pause is over. */
  void tryReading(Callable<?> work) {
    tryAgain(reads, "reading", work);
  }

  /** Like {@link #tryReading}, for a call that writes. */
  void tryWriting(Callable<?> work) {
    tryAgain(writes, "writing", work);
  }

  private void tryAgain(Breaker breaker, String doing, Callable<?> work) {
    if (!breaker.isOpen() || !breaker.allows(System.nanoTime())) {
      return;
    }
    calls.start(
        () -> {
          try {
            Object unused = work.call();
            note(breaker, doing, Outcome.HIT);
          } catch (Exception | LinkageError | OutOfMemoryError e) {
            note(breaker, doing, Failures.outcome(e));
          }
        });
  }

  private void note(Breaker breaker, String doing, Outcome outcome) {
    switch (outcome) {
      case ERROR -> breaker.failed(System.nanoTime(), false);
      case TIMEOUT -> breaker.failed(System.nanoTime(), true);
      case SKIPPED -> {
        // The store has not tried, so this says nothing about it.
      }
      default -> {
        // A bad entry also shows that the tier responds.
        if (breaker.succeeded()) {
          CacheLog.LOG.info("Wasm cache: {} in the {} tier works again", doing, tier.id());
        }
      }
    }
  }

  boolean readsPaused() {
    return reads.isOpen() || store.readsPaused();
  }

  boolean writesPaused() {
    return writes.isOpen() || store.writesPaused();
  }

  /** Whether it has failed, so that optional calls are skipped. */
  boolean paused() {
    return readsPaused() || writesPaused();
  }

  /** Accepts no more calls. Idempotent. */
  void close() {
    calls.close();
  }
}
