package dev.wasmcache.internal.guard;

import dev.wasmcache.internal.Log;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a tier, with a breaker and threads of its own: a full disk still reads, and so
 * does a server that refuses writes. Safe for concurrent use.
 */
final class Side {

  private final Tier tier;
  private final String doing;
  private final boolean network;
  private final boolean optional;
  private final Breaker breaker;
  private final TimedCalls calls;
  private final LongAdder changes = new LongAdder();
  private volatile @Nullable Failure lastFailure;

  /**
   * @param doing what it does, for the log
   * @param permits how many calls may run at once
   */
  Side(Tier tier, String doing, GuardLimits limits, int permits, ThreadFactory threads) {
    this(tier, doing, false, limits, permits, threads);
  }

  private Side(
      Tier tier,
      String doing,
      boolean optional,
      GuardLimits limits,
      int permits,
      ThreadFactory threads) {
    this.tier = tier;
    this.doing = doing;
    this.optional = optional;
    this.network = limits.network();
    this.breaker = new Breaker(limits.breaker());
    this.calls = new TimedCalls(tier, limits, permits, threads);
  }

  /** Creates one for calls that nothing depends on. */
  static Side optional(
      Tier tier, String doing, GuardLimits limits, int permits, ThreadFactory threads) {
    return new Side(tier, doing, true, limits, permits, threads);
  }

  boolean isOptional() {
    return optional;
  }

  Breaker breaker() {
    return breaker;
  }

  TimedCalls calls() {
    return calls;
  }

  /** Begins a trial, if it is time for one; it must be followed by {@link #worked} or others. */
  boolean tryTrial() {
    boolean begins = breaker.tryTrial(System.nanoTime());
    if (begins) {
      changes.increment();
    }
    return begins;
  }

  /** Ends a call that says nothing of the store. */
  void cancel(boolean trial) {
    if (trial) {
      cancelTrial();
    }
  }

  /** Ends a trial that was not made. */
  void cancelTrial() {
    breaker.trialCancelled(System.nanoTime());
  }

  /** Records a call that worked. */
  void worked(boolean trial) {
    if (network) {
      calls.worked();
    }
    responded(trial);
  }

  private void responded(boolean trial) {
    if (!trial) {
      breaker.succeeded();
      return;
    }
    breaker.trialSucceeded(System.nanoTime());
    changes.increment();
    Log.LOG.info("Wasm cache: {} in the {} tier works again", doing, tier.id());
  }

  /** Records a call that failed, unless that says nothing of the store. */
  void failed(boolean trial, Throwable failure) {
    Outcome outcome = Failures.outcome(failure);
    if (outcome == Outcome.BUSY) {
      calls.busy();
    }
    if (failure instanceof CallAbandonedException) {
      cancel(trial);
    } else if (outcome == Outcome.ERROR || outcome == Outcome.TIMEOUT) {
      try {
        remember(failure);
      } finally {
        // Even if its text fails: a trial that does not end keeps all calls away for another pause.
        broke(trial, outcome == Outcome.TIMEOUT);
      }
    } else {
      // A bad entry also shows that the tier responds.
      responded(trial);
      if (outcome == Outcome.SKIPPED || outcome == Outcome.BUSY) {
        // A server that has no room, or too much to do, works, but an operator wants to know.
        remember(failure);
      }
    }
  }

  private void broke(boolean trial, boolean hung) {
    long now = System.nanoTime();
    if (trial) {
      breaker.trialFailed(now, hung);
      changes.increment();
    } else if (breaker.failed(now, hung)) {
      changes.increment();
      warn();
    }
  }

  /** A failure of files is logged where it occurs. */
  private void warn() {
    Failure failure = lastFailure;
    if (failure != null) {
      Log.LOG.warn(
          "Wasm cache: {} in the {} tier fails and is paused until it works again: {}",
          doing,
          tier.id(),
          failure.text());
    }
  }

  /** For a network, whose failures an operator sees besides the log. */
  private void remember(Throwable failure) {
    if (network) {
      lastFailure = new Failure(Redacted.text(failure), System.nanoTime());
    }
  }

  GuardStats.State state() {
    if (breaker.isClosed()) {
      return GuardStats.State.UP;
    }
    return breaker.isTrying() ? GuardStats.State.TRYING : GuardStats.State.DOWN;
  }

  /** Returns how often its state has changed. */
  long changes() {
    return changes.sum();
  }

  /** Returns what failed last; null if nothing has. */
  @Nullable Failure lastFailure() {
    return lastFailure;
  }

  /** What failed, without credentials, and when. */
  record Failure(String text, long nanos) {}
}
