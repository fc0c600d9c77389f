package dev.wasmcache.internal.guard;

import dev.wasmcache.StoreException;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Makes the calls to a tier, and charges to a request what it has waited for them. Decides nothing
 * about whether the tier is paused: see {@link Guard}. Safe for concurrent use.
 */
final class TierCalls {

  // What each tier after this one is left of what a request can wait. A tier that works responds in
  // milliseconds, so that one that hangs does not hide what the next one has.
  private static final int PART_LEFT_TO_THE_NEXT = 8;

  private static final long LATELY = TimeUnit.SECONDS.toNanos(10);

  private final Tier tier;
  private final boolean network;
  private final long timeout;
  private final double nanosPerByte;
  private final long reservedNanos;
  private final ColdStart coldStart;
  private volatile long lastAnswer;
  private volatile boolean answers;
  private volatile boolean closed;

  /**
   * @param tiersAfter how many stores are asked after this one
   */
  TierCalls(Tier tier, GuardLimits limits, int tiersAfter) {
    this.tier = tier;
    this.network = limits.network();
    this.timeout = limits.timeout();
    this.nanosPerByte = limits.nanosPerByte();
    this.reservedNanos = tiersAfter * (limits.timeout() / PART_LEFT_TO_THE_NEXT);
    this.coldStart = new ColdStart(limits.coldStart());
  }

  /**
   * Returns whether a call may take as long as it takes, and so needs no thread but its caller's.
   */
  boolean areUntimed() {
    return timeout == 0;
  }

  /** Returns what a call may take by itself, in nanoseconds; 0 if for as long as it takes. */
  long ownNanos() {
    return network ? coldStart.extend(timeout) : timeout;
  }

  /** Makes a call on the thread of its caller. */
  <T> T here(WaitBudget waits, Callable<T> work) throws Exception {
    checkNotHung(waits);
    return work.call();
  }

  /**
   * Makes a call on a thread of the library.
   *
   * @param startsAnyway whether it is made even if the request cannot wait for it
   * @throws StoreException {@link Outcome#TIMEOUT} if it hangs
   * @throws Exception what the call throws
   */
  <T> T timed(
      Side side, WaitBudget waits, Progress progress, boolean startsAnyway, Callable<T> work)
      throws Exception {
    checkOpen();
    checkNotHung(waits);
    long own = ownNanos();
    long start = System.nanoTime();
    Transfer transfer = network && waits.hasWorth() ? new Transfer(waits, timeout, start) : null;
    TimedCalls.Wait wait =
        new TimedCalls.Wait(own, waits.allowed(own, reservedNanos), startsAnyway, transfer);
    try {
      T result = side.calls().call(wait, progress, work);
      answered();
      return result;
    } catch (StoreException e) {
      if (e.outcome() == Outcome.TIMEOUT && !(side.isOptional() && answeredLately())) {
        waits.hangs(tier);
      }
      boolean gaveUp = e.outcome() == Outcome.TIMEOUT || e instanceof CallAbandonedException;
      if (gaveUp && transfer != null && transfer.hasBegun()) {
        waits.givesUp(tier);
      }
      throw e;
    } finally {
      connected();
      if (transfer == null || !transfer.wasSlow()) {
        // What was waited while bytes arrived is the transfer's.
        waits.spend(System.nanoTime() - start - (long) (progress.bytes() * nanosPerByte));
      }
    }
  }

  /**
   * Makes a call whatever the state of the tier and of the request, and after {@link #refuse}.
   *
   * @throws StoreException {@link Outcome#TIMEOUT} if it hangs
   */
  void always(Side side, WaitBudget waits, Runnable work) throws Exception {
    long own = ownNanos();
    long allowed = waits.hung(tier) ? 0 : waits.allowed(own, reservedNanos);
    long start = System.nanoTime();
    try {
      side.calls().callAlways(new TimedCalls.Wait(own, allowed, true), work);
    } catch (StoreException e) {
      if (e.outcome() == Outcome.TIMEOUT) {
        waits.hangs(tier);
      }
      throw e;
    } finally {
      waits.spend(System.nanoTime() - start);
    }
  }

  /**
   * Makes a call that no request waits for, also after {@link #refuse}.
   *
   * @param nanos how long it may take besides the time for its bytes
   * @param startsAnyway whether it is made even if it was given up before it has begun
   */
  <T> T unattended(Side side, long nanos, long bytes, boolean startsAnyway, Callable<T> work)
      throws Exception {
    long own = nanos + (long) (bytes * nanosPerByte);
    try {
      return side.calls().call(new TimedCalls.Wait(own, own, startsAnyway), new Progress(), work);
    } finally {
      connected();
    }
  }

  private void connected() {
    if (network) {
      coldStart.end();
    }
  }

  private void answered() {
    if (network) {
      lastAnswer = System.nanoTime();
      answers = true;
    }
  }

  /** Whether this process knows that the tier works, so that one which does not answer is busy. */
  boolean answeredLately() {
    return answers && System.nanoTime() - lastAnswer < LATELY;
  }

  private void checkNotHung(WaitBudget waits) throws StoreException {
    if (waits.hung(tier)) {
      throw new CallAbandonedException("it hung in this request");
    }
  }

  void checkOpen() throws StoreException {
    if (closed) {
      throw new CallAbandonedException("the cache is closed");
    }
  }

  /** Takes no more calls from requests. Idempotent. */
  void refuse() {
    closed = true;
  }
}
