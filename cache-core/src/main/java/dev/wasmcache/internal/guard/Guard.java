package dev.wasmcache.internal.guard;

import dev.wasmcache.StoreException;
import dev.wasmcache.internal.Log;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the trouble of a tier from its callers. A call is waited for no longer than its own time
 * and what its request has left; a tier that hung in a request is not asked again by it; one that
 * fails is paused, for reading and for writing apart, and tried in the background, at no request's
 * expense. Safe for concurrent use.
 *
 * <p>On the path of a hit, so without lambdas: the first one costs a fresh JVM tens of
 * milliseconds.
 */
public final class Guard {

  // Hints have permits of their own: hints that hang for ever, each a little later than the one
  // before, must not take all that entries need.
  private static final int CALLS_OF_HINTS = 16;

  private final Tier tier;
  private final boolean network;
  private final TierCalls calls;
  private final Side reads;
  private final Side writes;
  // Besides: that an entry can be read again says nothing of a lease that hangs.
  private final Side hints;
  private final List<Side> sides;
  private final Trials trials;

  /**
   * @param tiersAfter how many stores are asked after this one
   * @param threads creates the threads; null for daemon threads with the name of the tier
   */
  public Guard(Tier tier, GuardLimits limits, int tiersAfter, @Nullable ThreadFactory threads) {
    this.tier = tier;
    this.network = limits.network();
    this.calls = new TierCalls(tier, limits, tiersAfter);
    this.reads = side("reading", "read", limits, threads);
    this.writes = side("writing", "write", limits, threads);
    this.hints =
        Side.optional(tier, "asking for hints", limits, CALLS_OF_HINTS, orDaemons(threads, "hint"));
    this.sides = List.of(reads, writes, hints);
    this.trials = new Trials(tier, calls, orDaemons(threads, "try"));
  }

  private Side side(
      String doing, String name, GuardLimits limits, @Nullable ThreadFactory threads) {
    return new Side(tier, doing, limits, limits.calls(), orDaemons(threads, name));
  }

  private ThreadFactory orDaemons(@Nullable ThreadFactory threads, String name) {
    return threads == null
        ? new TimedCalls.Daemons("wasm-cache-" + tier.id() + "-" + name)
        : threads;
  }

  /** Returns what a call may take by itself, in nanoseconds; 0 if for as long as it takes. */
  public long ownNanos() {
    return calls.ownNanos();
  }

  /**
   * Reads from the tier.
   *
   * @throws StoreException {@link Outcome#TIMEOUT}, or {@link Outcome#SKIPPED} if it is paused, has
   *     hung in this request, or the request cannot wait any more
   * @throws Exception what the call throws
   */
  public <T> T read(WaitBudget waits, Progress progress, Callable<T> work) throws Exception {
    return guarded(reads, waits, progress, false, work);
  }

  /**
   * As {@link #read}, for a call that writes what is in memory. It is made even if the request
   * cannot wait for it any more, as long as the tier has not hung: a slow one is filled all the
   * same.
   */
  public <T> T write(WaitBudget waits, Progress progress, Callable<T> work) throws Exception {
    return guarded(writes, waits, progress, true, work);
  }

  /** As {@link #write}, on the thread of the caller, whose stream is read. */
  public <T> T writeHere(WaitBudget waits, Callable<T> work) throws Exception {
    return guarded(writes, waits, null, true, work);
  }

  /**
   * @param progress null for a call on the thread of the caller
   */
  private <T> T guarded(
      Side side,
      WaitBudget waits,
      @Nullable Progress progress,
      boolean startsAnyway,
      Callable<T> work)
      throws Exception {
    boolean trial = !side.breaker().isClosed() && triesHere(side, progress, work);
    T result;
    try {
      result =
          progress == null
              ? calls.here(waits, work)
              : calls.timed(side, waits, progress, startsAnyway, work);
    } catch (Throwable e) {
      side.failed(trial, e);
      if (side == reads && !network && Failures.outcome(e) == Outcome.TIMEOUT) {
        // It is no use to write where nothing can be read.
        writes.failed(false, e);
      }
      throw e;
    }
    side.worked(trial);
    return result;
  }

  /**
   * Decides what happens to a call to a paused tier.
   *
   * @return true if the caller makes the trial, because it uses no other thread
   * @throws StoreException if the call is skipped; it may run as the trial in the background
   */
  private <T> boolean triesHere(Side side, @Nullable Progress progress, Callable<T> work)
      throws StoreException {
    if (progress == null || calls.areUntimed()) {
      if (side.tryTrial()) {
        return true;
      }
    } else {
      trials.trying(side, progress, work);
    }
    throw paused();
  }

  private static StoreException paused() {
    return new CallAbandonedException("it has failed and is paused");
  }

  /** What a hint is doing to the tier, so that one that hangs is charged to the right side. */
  public interface Hint<T> extends Callable<T> {

    /** Whether it is writing now, rather than reading. */
    boolean writes();
  }

  /**
   * Makes a call that nothing depends on. If it hangs, that counts as if an entry had been read or
   * written; if it fails, that counts for nothing.
   */
  public <T> T hint(WaitBudget waits, Progress progress, Hint<T> work) throws Exception {
    if (isPaused()) {
      throw paused();
    }
    boolean trial = !hints.breaker().isClosed();
    if (trial && !hints.tryTrial()) {
      throw new CallAbandonedException("asking it for hints hung and is paused");
    }
    try {
      T result = calls.timed(hints, waits, progress, false, work);
      hints.worked(trial);
      return result;
    } catch (CallAbandonedException e) {
      hints.failed(trial, e);
      throw e;
    } catch (Throwable e) {
      if (Failures.outcome(e) != Outcome.TIMEOUT) {
        // It responds.
        hints.worked(trial);
      } else if (calls.answeredLately()) {
        hints.cancel(trial);
        throw new SilentException(e.getMessage());
      } else {
        hints.failed(trial, e);
        (work.writes() ? writes : reads).failed(false, e);
      }
      throw e;
    }
  }

  /** Records that a lease could not be acquired: on a network that is a failed write. */
  public void leaseFailed(Throwable failure) {
    if (network) {
      writes.failed(false, failure);
    }
  }

  /**
   * Ends what a request has begun, whatever the state of the tier and of the request: a lock of a
   * file is held for as long as this process lives.
   */
  public void release(WaitBudget waits, Runnable work) {
    try {
      calls.always(hints, waits, work);
    } catch (StoreException e) {
      if (e.outcome() == Outcome.TIMEOUT) {
        writes.failed(false, e);
        hints.failed(false, e);
      }
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      Log.LOG.debug("Wasm cache: the {} tier could not give a lease back", tier.id(), e);
    }
  }

  /** Deletes. From files even if the tier is paused: the caller relies on it. */
  public <T> T delete(WaitBudget waits, Callable<T> work) throws Exception {
    if (network) {
      return guarded(writes, waits, new Progress(), false, work);
    }
    try {
      return calls.timed(writes, waits, new Progress(), false, work);
    } catch (StoreException e) {
      if (e.outcome() == Outcome.TIMEOUT) {
        writes.failed(false, e);
      }
      throw e;
    }
  }

  /** Looks at an entry for an operator: even if files have failed, but not while they hang. */
  public <T> T look(Progress progress, Callable<T> work) throws Exception {
    return looking(progress, work, true);
  }

  /** As {@link #look}, for a call that may take long for the mere number of entries. */
  public <T> T list(Callable<T> work) throws Exception {
    return looking(new Progress(), work, false);
  }

  private <T> T looking(Progress progress, Callable<T> work, boolean quick) throws Exception {
    if (network || reads.breaker().isOpenForHang()) {
      return guarded(reads, WaitBudget.unlimited(), progress, false, work);
    }
    try {
      return calls.timed(reads, WaitBudget.unlimited(), progress, false, work);
    } catch (StoreException e) {
      if (quick && e.outcome() == Outcome.TIMEOUT) {
        reads.failed(false, e);
      }
      throw e;
    }
  }

  /**
   * Makes a call that reads in the background: one that is not waited for while the tier works, the
   * trial if it is paused.
   */
  public void readInBackground(Callable<?> work) {
    if (!reads.breaker().isClosed()) {
      tryReading(work);
    } else if (!trials.started(reads, new Progress(), work)) {
      Log.LOG.debug("Wasm cache: the {} tier is not prepared now", tier.id());
    }
  }

  /** Reads in the background, if the tier is paused and it is time to try it. */
  public void tryReading(Callable<?> work) {
    trials.trying(reads, new Progress(), work);
  }

  /** Like {@link #tryReading}, for a call that writes. */
  public void tryWriting(Callable<?> work) {
    trials.trying(writes, new Progress(), work);
  }

  /**
   * Decides whether an entry may be queued, to be stored by {@link #upload}.
   *
   * @return whether it is the trial of a paused tier, which ends with {@code upload} or {@link
   *     #cancelUpload}
   * @throws StoreException if the tier is paused or closed
   */
  boolean admitUpload() throws StoreException {
    calls.checkOpen();
    boolean trial = !writes.breaker().isClosed();
    if (trial && !writes.tryTrial()) {
      throw paused();
    }
    return trial;
  }

  /** Whether what was admitted may still be stored: to try each of many could take for ever. */
  boolean admits(boolean trial) {
    return trial || writes.breaker().isClosed();
  }

  void cancelUpload(boolean trial) {
    if (trial) {
      writes.cancelTrial();
    }
  }

  /**
   * Stores what has been queued, also while this is being closed.
   *
   * @param nanos how long it may take besides the time for its bytes
   */
  void upload(boolean trial, long nanos, long bytes, Callable<?> work) throws Exception {
    try {
      Object unused = calls.unattended(writes, nanos, bytes, true, work);
      writes.worked(trial);
    } catch (Throwable e) {
      writes.failed(trial, e);
      throw e;
    }
  }

  /**
   * Asks the tier a question, in the background, unless reading is paused. A failure is not
   * counted: the upload that follows shows whether the tier works.
   *
   * @return the answer; false if there is none in time
   */
  boolean ask(Callable<Boolean> question) {
    if (!reads.breaker().isClosed()) {
      return false;
    }
    try {
      return calls.unattended(reads, ownNanos(), 0, false, question);
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      Log.LOG.debug("Wasm cache: a tier does not say what it holds: {}", Redacted.text(e));
      return false;
    }
  }

  /** Whether it has failed, so that optional calls are skipped. */
  public boolean isPaused() {
    return !reads.breaker().isClosed() || !writes.breaker().isClosed();
  }

  /** Returns what is known of the tier. */
  public GuardStats stats() {
    return GuardStats.of(
        reads.state(), writes.state(), reads.changes() + writes.changes(), lastFailure());
  }

  private Optional<String> lastFailure() {
    Side.Failure read = reads.lastFailure();
    Side.Failure written = writes.lastFailure();
    boolean later = read == null || (written != null && written.nanos() - read.nanos() > 0);
    return Optional.ofNullable(later ? written : read).map(Side.Failure::text);
  }

  /** Takes no more calls from requests; leases are released and uploads end. Idempotent. */
  public void refuseRequests() {
    calls.refuse();
  }

  /**
   * Takes no more calls, and gives those that run a moment to end. Idempotent.
   *
   * @param until as {@link System#nanoTime} has it
   */
  public void close(long until) {
    refuseRequests();
    for (Side side : sides) {
      side.calls().close();
    }
    for (Side side : sides) {
      side.calls().awaitEnd(until - System.nanoTime());
    }
  }

  /** Leaves what still runs to itself; on a network it is interrupted. */
  public void abandon() {
    trials.abandon();
    if (network) {
      for (Side side : sides) {
        side.calls().interrupt();
      }
    }
  }
}
