package dev.wasmcache.internal.guard;

import dev.wasmcache.ArtifactStore;
import dev.wasmcache.StoreException;
import dev.wasmcache.internal.Log;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the trouble of a tier from its callers. A call is waited for no longer than its own time
 * and what its request has left, a tier that hung in a request is not asked again by it, and one
 * that fails is paused, for reading and for writing apart: a full disk still reads.
 *
 * <p>On the path of a hit, so without lambdas: the first one costs a fresh JVM tens of
 * milliseconds.
 */
public final class Guard {

  // Entries and hints have places of their own: hints that hang for ever, each a little later than
  // the one before, must not take all that entries need.
  private static final int PLACES = 64;
  private static final int PLACES_OF_HINTS = 16;

  // A call whose entry is large may take the time to move it at this speed besides its budget.
  private static final long SLOWEST_BYTES_PER_SECOND = 16L * 1024 * 1024;
  private static final long SLOWEST_BYTES_PER_SECOND_OF_A_NETWORK = 10L * 1024 * 1024;

  // What each tier after this one is left of what a request can wait. A tier that works answers in
  // milliseconds, so that one that hangs does not hide what the next one has.
  private static final int PART_LEFT_TO_THE_NEXT = 8;

  private static final long CLOSING_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Tier tier;
  private final ArtifactStore store;
  private final long budgetNanos;
  private final long reservedNanos;
  private final TimedCalls calls;
  private final TimedCalls hintCalls;
  private final Breaker reads = new Breaker();
  private final Breaker writes = new Breaker();
  // Besides: that an entry can be read again says nothing of a lease that hangs.
  private final Breaker hints = new Breaker();

  /**
   * @param budget what a call may take by itself; zero if it may take as long as it takes
   * @param tiersAfter how many stores are asked after this one
   */
  public Guard(Tier tier, ArtifactStore store, Duration budget, int tiersAfter) {
    this.tier = tier;
    this.store = store;
    this.budgetNanos = budget.toNanos();
    this.reservedNanos = tiersAfter * (budgetNanos / PART_LEFT_TO_THE_NEXT);
    boolean network = store.isGuarded();
    long slowest = network ? SLOWEST_BYTES_PER_SECOND_OF_A_NETWORK : SLOWEST_BYTES_PER_SECOND;
    this.calls = new TimedCalls(tier, PLACES, slowest, network);
    this.hintCalls = new TimedCalls(tier, PLACES_OF_HINTS, slowest, network);
  }

  /** What a hint does to the tier. */
  public enum Hint {
    READS,
    WRITES
  }

  /** Returns what a call may take by itself, in nanoseconds; 0 if for as long as it takes. */
  public long ownNanos() {
    if (budgetNanos == 0 || !store.isGuarded()) {
      return budgetNanos;
    }
    long own = store.timeout().toNanos();
    return own > 0 ? own : budgetNanos;
  }

  /**
   * Reads from the tier.
   *
   * @throws StoreException {@link Outcome#TIMEOUT}, or {@link Outcome#SKIPPED} if it is paused, has
   *     hung in this request, or the request cannot wait any more
   * @throws Exception what the call throws
   */
  public <T> T read(WaitBudget waits, TimedCalls.Progress progress, Callable<T> work)
      throws Exception {
    return guarded(reads, "reading", waits, progress, false, work);
  }

  /**
   * As {@link #read}, for a call that writes what is in memory. It is made even if the request
   * cannot wait for it any more, as long as the tier has not hung: a slow one is filled all the
   * same.
   */
  public <T> T write(WaitBudget waits, TimedCalls.Progress progress, Callable<T> work)
      throws Exception {
    return guarded(writes, "writing", waits, progress, true, work);
  }

  /** As {@link #write}, on the thread of the caller, whose stream is read. */
  public <T> T writeHere(WaitBudget waits, Callable<T> work) throws Exception {
    return guarded(writes, "writing", waits, null, true, work);
  }

  /**
   * Makes a call that nothing depends on. If it hangs, that counts as if an entry had been read or
   * written; if it fails, that counts for nothing.
   *
   * @param late told an answer that comes after the call was given up
   */
  public <T> T hint(WaitBudget waits, Hint kind, Callable<T> work, @Nullable Consumer<T> late)
      throws Exception {
    if (!hints.allows(System.nanoTime())) {
      throw paused("asking it for hints hung and is paused");
    }
    try {
      T answer = timed(hintCalls, waits, new TimedCalls.Progress(), false, work, late);
      boolean unused = hints.succeeded();
      return answer;
    } catch (Throwable e) {
      Outcome outcome = Failures.outcome(e);
      if (outcome == Outcome.TIMEOUT) {
        hung(hints);
        hung(kind == Hint.READS ? reads : writes);
      } else if (outcome != Outcome.SKIPPED) {
        // It answers.
        boolean unused = hints.succeeded();
      }
      throw e;
    }
  }

  /**
   * Gives something back, whatever the state of the tier and of the request: a lock of a file is
   * held for as long as this process lives.
   */
  public void release(WaitBudget waits, Runnable work) {
    long own = ownNanos();
    long allowed = waits.hung(tier) ? 0 : waits.allowed(own, reservedNanos);
    long start = System.nanoTime();
    try {
      hintCalls.callAlways(allowed, own == 0, work);
    } catch (StoreException e) {
      if (e.outcome() == Outcome.TIMEOUT && allowed >= own / 2) {
        waits.hangs(tier);
        hung(writes);
        hung(hints);
      }
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      Log.LOG.debug("Wasm cache: the {} tier could not give a lease back", tier.id(), e);
    } finally {
      waits.spend(System.nanoTime() - start);
    }
  }

  /** Deletes, even if the tier is paused: the caller relies on it. */
  public <T> T delete(WaitBudget waits, Callable<T> work) throws Exception {
    try {
      return timed(calls, waits, new TimedCalls.Progress(), false, work, null);
    } catch (StoreException e) {
      if (e.outcome() == Outcome.TIMEOUT) {
        hung(writes);
      }
      throw e;
    }
  }

  /** Looks at an entry for an operator: even if the tier has failed, but not while it hangs. */
  public <T> T look(TimedCalls.Progress progress, Callable<T> work) throws Exception {
    return looking(progress, work, true);
  }

  /** As {@link #look}, for a call that may take long for the mere number of entries. */
  public <T> T list(Callable<T> work) throws Exception {
    return looking(new TimedCalls.Progress(), work, false);
  }

  private <T> T looking(TimedCalls.Progress progress, Callable<T> work, boolean quick)
      throws Exception {
    boolean trial = reads.isOpenForAHang();
    if (trial && !reads.allows(System.nanoTime())) {
      throw paused("it hung and is paused");
    }
    try {
      T answer = timed(calls, WaitBudget.unlimited(), progress, false, work, null);
      if (trial) {
        note(reads, "reading", Outcome.HIT);
      }
      return answer;
    } catch (Throwable e) {
      Outcome outcome = Failures.outcome(e);
      if (trial) {
        note(reads, "reading", outcome);
      } else if (quick && outcome == Outcome.TIMEOUT) {
        hung(reads);
      }
      throw e;
    }
  }

  /**
   * @param progress null for a call on the thread of the caller
   */
  private <T> T guarded(
      Breaker breaker,
      String doing,
      WaitBudget waits,
      TimedCalls.@Nullable Progress progress,
      boolean startsAnyway,
      Callable<T> work)
      throws Exception {
    boolean guarded = store.isGuarded();
    // A guarded store queues what it is to write: there is nothing to wait for.
    boolean queued = guarded && startsAnyway;
    if (waits.hung(tier) && !queued) {
      throw paused("it hung in this request");
    }
    if (!guarded && !breaker.allows(System.nanoTime())) {
      throw paused("it has failed and is paused");
    }
    T answer;
    try {
      answer =
          progress == null || queued
              ? work.call()
              : timed(calls, waits, progress, startsAnyway, work, null);
    } catch (Throwable e) {
      Outcome outcome = Failures.outcome(e);
      if (outcome == Outcome.TIMEOUT && breaker == reads) {
        // It is no use to write where nothing can be read.
        hung(writes);
      }
      note(breaker, doing, outcome);
      throw e;
    }
    note(breaker, doing, Outcome.HIT);
    return answer;
  }

  private <T> T timed(
      TimedCalls on,
      WaitBudget waits,
      TimedCalls.Progress progress,
      boolean startsAnyway,
      Callable<T> work,
      @Nullable Consumer<T> late)
      throws Exception {
    if (waits.hung(tier) && !startsAnyway) {
      throw paused("it hung in this request");
    }
    long own = ownNanos();
    long start = System.nanoTime();
    try {
      return on.call(
          new TimedCalls.Limits(own, waits.allowed(own, reservedNanos), startsAnyway),
          progress,
          work,
          late);
    } catch (StoreException e) {
      if (e.outcome() == Outcome.TIMEOUT) {
        waits.hangs(tier);
      }
      throw e;
    } finally {
      // What was waited while bytes arrived is the transfer's.
      waits.spend(System.nanoTime() - start - on.nanosFor(progress));
    }
  }

  private static StoreException paused(String why) {
    return new StoreException(Outcome.SKIPPED, why);
  }

  /** Reads in the background, if the tier has failed and it is time to try it. */
  public void tryReading(Callable<?> work) {
    tryAgain(reads, "reading", work);
  }

  /** Like {@link #tryReading}, for a call that writes. */
  public void tryWriting(Callable<?> work) {
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

  private void hung(Breaker breaker) {
    if (!store.isGuarded()) {
      breaker.failed(System.nanoTime(), true);
    }
  }

  private void note(Breaker breaker, String doing, Outcome outcome) {
    if (store.isGuarded()) {
      return;
    }
    switch (outcome) {
      case ERROR -> breaker.failed(System.nanoTime(), false);
      case TIMEOUT -> breaker.failed(System.nanoTime(), true);
      case SKIPPED -> {
        // The store has not tried, so this says nothing about it.
      }
      default -> {
        // A bad entry also shows that the tier responds.
        if (breaker.succeeded()) {
          Log.LOG.info("Wasm cache: {} in the {} tier works again", doing, tier.id());
        }
      }
    }
  }

  public boolean readsPaused() {
    return reads.isOpen() || store.readsPaused();
  }

  public boolean writesPaused() {
    return writes.isOpen() || store.writesPaused();
  }

  /** Whether it has failed, so that optional calls are skipped. */
  public boolean paused() {
    return readsPaused() || writesPaused();
  }

  /** Takes no more calls, and gives those that run a moment to end. Idempotent. */
  public void close(long until) {
    calls.close();
    hintCalls.close();
    calls.awaitEnd(until - System.nanoTime());
    hintCalls.awaitEnd(until - System.nanoTime());
  }

  /** Returns when what is left of a tier is left to itself, as {@link System#nanoTime} has it. */
  public static long endOfClosing() {
    return System.nanoTime() + CLOSING_NANOS;
  }
}
