package dev.wasmcache;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs the calls to a tier on threads of the library, so that a disk or a network that hangs holds
 * none of the caller's: who asked waits for the budget and goes on without the tier.
 *
 * <p>Safe for concurrent use. An interrupt of who waits is kept and changes nothing.
 */
final class TierCalls {

  // A call whose entry is large may take the time to move it at this speed besides its budget.
  private static final long SLOWEST_BYTES_PER_SECOND = 16L * 1024 * 1024;

  // So many may hang at once. More calls are refused, not queued: each would wait for nothing.
  private static final int MAXIMUM_THREADS = 64;

  private static final long KEPT_ALIVE_SECONDS = 10;
  private static final long CLOSING_SECONDS = 2;

  private final long budgetNanos;
  private final ThreadPoolExecutor threads;

  TierCalls(Tier tier, Duration budget) {
    this.budgetNanos = budget.toNanos();
    this.threads =
        new ThreadPoolExecutor(
            0,
            MAXIMUM_THREADS,
            KEPT_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new Daemons(tier));
  }

  /** A class where a lambda would do: that costs a fresh JVM more. */
  private static final class Daemons implements ThreadFactory {
    private final Tier tier;
    private final AtomicInteger number = new AtomicInteger();

    private Daemons(Tier tier) {
      this.tier = tier;
    }

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, "wasm-cache-" + tier.id() + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }

  /** A call that may say, while it runs, how many bytes it moves. */
  static final class Progress {
    private volatile long bytes;

    void moves(long size) {
      bytes = size;
    }
  }

  /**
   * Runs a call and waits for it, within the budget.
   *
   * @throws StoreException {@link Outcome#TIMEOUT} if it takes longer; it goes on by itself, and
   *     what it answers is dropped
   * @throws Exception what the call throws
   */
  <T> T call(Progress progress, Callable<T> work) throws Exception {
    return call(progress, new FutureTask<>(work), work);
  }

  /**
   * As {@link #call(Progress, Callable)}.
   *
   * @param late told an answer that comes when nobody waits for it any more
   */
  <T> T call(Callable<T> work, Consumer<T> late) throws Exception {
    return call(new Progress(), new Owned<>(work, late), work);
  }

  private <T> T call(Progress progress, FutureTask<T> task, Callable<T> work) throws Exception {
    if (budgetNanos == 0) {
      return work.call();
    }
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      throw new StoreException(
          Outcome.SKIPPED,
          threads.isShutdown()
              ? "the cache is closed"
              : MAXIMUM_THREADS + " calls to it are under way",
          GoverningProperty.TIMEOUT);
    } catch (OutOfMemoryError e) {
      // No thread can be made: in a container with a limit, better here than not at all.
      task.run();
    }
    return await(task, progress);
  }

  /** Runs something for which nobody waits, if there is a thread for it. */
  void start(Runnable work) {
    try {
      threads.execute(work);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      CacheLog.LOG.debug("Wasm cache: a tier is not tried now: {}", e.toString());
    }
  }

  private <T> T await(FutureTask<T> task, Progress progress) throws Exception {
    long start = System.nanoTime();
    boolean interrupted = false;
    try {
      while (true) {
        long left = budgetNanos + nanosFor(progress.bytes) - (System.nanoTime() - start);
        try {
          return task.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          if (budgetNanos + nanosFor(progress.bytes) <= System.nanoTime() - start) {
            if (!task.cancel(false)) {
              // It has just ended.
              continue;
            }
            throw new StoreException(
                Outcome.TIMEOUT,
                "it took longer than " + TimeUnit.NANOSECONDS.toMillis(budgetNanos) + " ms",
                GoverningProperty.TIMEOUT);
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A call, and what becomes of its answer if it was given up. */
  private static final class Owned<T> extends FutureTask<T> {
    private final Consumer<T> late;

    private Owned(Callable<T> work, Consumer<T> late) {
      super(work);
      this.late = late;
    }

    @Override
    protected void set(T answer) {
      super.set(answer);
      if (isCancelled()) {
        late.accept(answer);
      }
    }
  }

  private static Exception unwrapped(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof LinkageError || cause instanceof OutOfMemoryError) {
      throw (Error) cause;
    }
    // Any other error is one of that thread's: that its stack was too short says nothing of ours.
    return cause instanceof Exception exception ? exception : failure;
  }

  private static long nanosFor(long bytes) {
    return bytes * (TimeUnit.SECONDS.toNanos(1) / SLOWEST_BYTES_PER_SECOND);
  }

  /** Takes no more calls, and gives those that run a moment to end. Idempotent. */
  void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        CacheLog.LOG.debug("Wasm cache: a call to a tier is left to itself at the end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
