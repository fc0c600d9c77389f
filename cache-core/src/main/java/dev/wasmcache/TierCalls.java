package dev.wasmcache;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls to a tier on threads of the library, so that a disk or a network that hangs holds
 * no thread of the caller: the caller waits for the budget and continues without the tier.
 *
 * <p>Safe for concurrent use. The waiting thread's interrupt status is preserved.
 */
final class TierCalls {

  // Besides its budget, a call with a large entry may take the time to move the entry at this
  // speed.
  private static final long SLOWEST_BYTES_PER_SECOND = 16L * 1024 * 1024;

  // This many calls may hang at once. Further calls wait for a permit, within their budget.
  private static final int PLACES = 64;

  private static final long KEPT_ALIVE_SECONDS = 10;
  private static final long CLOSING_SECONDS = 2;

  private final long budgetNanos;
  private final Semaphore places = new Semaphore(PLACES, true);
  private final ThreadPoolExecutor threads;
  private volatile long lastEnded = System.nanoTime();

  TierCalls(Tier tier, Duration budget) {
    this.budgetNanos = budget.toNanos();
    this.threads =
        new ThreadPoolExecutor(
            0,
            // The permits are the limit: one is free a moment before its thread is.
            Integer.MAX_VALUE,
            KEPT_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new Daemons(tier));
  }

  /** A class where a lambda would do: a lambda costs a fresh JVM more. */
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

  /** Lets a call say, while it runs, how many bytes it moves. */
  static final class Progress {
    private volatile long bytes;

    void moves(long size) {
      bytes = size;
    }
  }

  /**
   * Runs a call and waits for it, within the budget.
   *
   * @throws StoreException {@link Outcome#TIMEOUT} if it takes longer; the call continues by
   *     itself, and its result is dropped. {@link Outcome#SKIPPED} if other calls held all permits
   *     for most of that time
   * @throws Exception what the call throws
   */
  <T> T call(Progress progress, Callable<T> work) throws Exception {
    return call(progress, work, null);
  }

  /**
   * Like {@link #call(Progress, Callable)}.
   *
   * @param late receives a result that arrives when the caller no longer waits for it
   */
  <T> T call(Callable<T> work, Consumer<T> late) throws Exception {
    return call(new Progress(), work, late);
  }

  private <T> T call(Progress progress, Callable<T> work, @Nullable Consumer<T> late)
      throws Exception {
    if (budgetNanos == 0) {
      return work.call();
    }
    long start = System.nanoTime();
    boolean waited = takePlace(start);
    Call<T> call = new Call<>(work, late);
    try {
      threads.execute(call);
    } catch (RejectedExecutionException e) {
      places.release();
      throw new StoreException(Outcome.SKIPPED, "the cache is closed", GoverningProperty.TIMEOUT);
    } catch (OutOfMemoryError e) {
      // No thread can be created, as in a container with a limit: better here than not at all.
      call.run();
    }
    return await(call, start, waited, progress);
  }

  /** Runs work that no caller waits for, if a permit and a thread are available. */
  void start(Runnable work) {
    if (!places.tryAcquire()) {
      return;
    }
    try {
      threads.execute(new Call<>(Executors.callable(work), null));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      places.release();
      CacheLog.LOG.debug("Wasm cache: a tier is not tried now: {}", e.toString());
    }
  }

  /** Acquires a permit. Returns whether it had to wait for one. */
  private boolean takePlace(long start) throws StoreException {
    if (places.tryAcquire()) {
      return false;
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (places.tryAcquire(start + budgetNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return true;
          }
          // A tier that hangs is to blame, one that is busy is not.
          throw lastEnded - start < 0
              ? timeout("none of the " + PLACES + " running calls to it ended within")
              : busy();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T> T await(Call<T> call, long start, boolean waited, Progress progress)
      throws Exception {
    boolean interrupted = false;
    try {
      while (true) {
        long left = budgetNanos + nanosFor(progress.bytes) - (System.nanoTime() - start);
        try {
          return call.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          if (budgetNanos + nanosFor(progress.bytes) <= System.nanoTime() - start) {
            if (!call.cancel(false)) {
              // The call has just ended.
              continue;
            }
            // After waiting for a permit, it had less time than a call may take.
            throw waited ? busy() : timeout("it took longer than");
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

  private StoreException timeout(String what) {
    return failed(Outcome.TIMEOUT, what);
  }

  private StoreException busy() {
    return failed(Outcome.SKIPPED, "other calls to it held all " + PLACES + " permits for most of");
  }

  private StoreException failed(Outcome outcome, String what) {
    return new StoreException(
        outcome,
        what + " " + TimeUnit.NANOSECONDS.toMillis(budgetNanos) + " ms",
        GoverningProperty.TIMEOUT);
  }

  /** A call that holds a permit, and the consumer of a result that arrives too late. */
  private final class Call<T> extends FutureTask<T> {
    private final @Nullable Consumer<T> late;

    private Call(Callable<T> work, @Nullable Consumer<T> late) {
      super(work);
      this.late = late;
    }

    @Override
    public void run() {
      try {
        super.run();
      } finally {
        lastEnded = System.nanoTime();
        places.release();
      }
    }

    @Override
    protected void set(T answer) {
      super.set(answer);
      if (late != null && isCancelled()) {
        late.accept(answer);
      }
    }
  }

  private static Exception unwrapped(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof LinkageError || cause instanceof OutOfMemoryError) {
      throw (Error) cause;
    }
    // Any other error concerns only that thread: that its stack was too small says nothing about
    // this one.
    return cause instanceof Exception exception ? exception : failure;
  }

  private static long nanosFor(long bytes) {
    return bytes * (TimeUnit.SECONDS.toNanos(1) / SLOWEST_BYTES_PER_SECOND);
  }

  /** Accepts no more calls, and gives running calls a moment to end. Idempotent. */
  void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        CacheLog.LOG.debug("Wasm cache: a call to a tier is still running after close");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
