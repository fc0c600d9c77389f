package dev.wasmcache.internal.guard;

import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.stats.Tier;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes calls in the background, at no request's expense. Safe for concurrent use. */
final class Trials {

  private static final int THREADS = 2;
  private static final long THREAD_SECONDS = 10;

  private final Tier tier;
  private final TierCalls calls;
  private final ThreadPoolExecutor threads;

  Trials(Tier tier, TierCalls calls, ThreadFactory factory) {
    this.tier = tier;
    this.calls = calls;
    this.threads =
        new ThreadPoolExecutor(
            0, THREADS, THREAD_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
  }

  /** Tries a tier that is paused, if it is time to. */
  void trying(Side side, Progress progress, Callable<?> work) {
    if (side.tryTrial() && !started(side, true, progress, work)) {
      side.cancelTrial();
    }
  }

  /** Makes a call that is no trial. Returns false if as many as possible are being made. */
  boolean started(Side side, Progress progress, Callable<?> work) {
    return started(side, false, progress, work);
  }

  private boolean started(Side side, boolean trial, Progress progress, Callable<?> work) {
    try {
      threads.execute(() -> make(side, trial, progress, work));
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      return false;
    }
  }

  private void make(Side side, boolean trial, Progress progress, Callable<?> work) {
    try {
      Object unused = calls.timed(side, WaitBudget.unlimited(), progress, false, work);
      side.worked(trial);
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      side.failed(trial, e);
      Log.LOG.debug("Wasm cache: the {} tier does not work: {}", tier.id(), Printable.text(e));
    }
  }

  /** Interrupts what still runs. */
  void abandon() {
    threads.shutdownNow();
  }
}
