package dev.wasmcache.store;

import dev.wasmcache.StoreException;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls on threads of its own and abandons those that take longer than their budget: a call
 * that hangs holds a thread of the library, never the caller's. Safe for concurrent use.
 */
final class TimedCalls {

  private static final Duration IDLE = Duration.ofSeconds(10);

  private final Semaphore permits;
  private final ThreadPoolExecutor threads;

  /**
   * @param maximumConcurrent how many calls run at once; those that hang count
   */
  TimedCalls(ThreadFactory factory, int maximumConcurrent) {
    this.permits = new Semaphore(maximumConcurrent);
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // The permits are the limit.
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            factory);
  }

  /** Waits for a place, no longer than the budget; false if there is none. */
  boolean acquire(Budget budget) throws CallAbandonedException {
    try {
      return permits.tryAcquire(Math.max(0, budget.left()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /**
   * Runs a call in the place that has been acquired, and waits for its answer.
   *
   * @param late receives an answer that comes after the call was abandoned
   * @throws StoreException as {@link Outcome#TIMEOUT}, if the budget is used up; the call is
   *     interrupted, and keeps its place until it ends
   * @throws CallAbandonedException if this thread is interrupted, or there is none for the call
   */
  <T> T run(Budget budget, Callable<T> call, Consumer<T> late) throws IOException {
    FutureTask<T> task = new Task<>(call, late);
    start(task);
    try {
      while (true) {
        try {
          return task.get(Math.max(0, budget.left()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          // The size may have become known meanwhile; and what cannot be given up has just ended.
          if (budget.left() <= 0 && task.cancel(true)) {
            throw new StoreException(Outcome.TIMEOUT, "it did not answer within " + budget);
          }
        }
      }
    } catch (InterruptedException e) {
      if (!task.cancel(true)) {
        tell(late, task);
      }
      throw interrupted();
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    }
  }

  /** Tells the answer of a call that had ended when its caller was interrupted. */
  private static <T> void tell(Consumer<T> late, FutureTask<T> ended) {
    try {
      late.accept(ended.get());
    } catch (ExecutionException | InterruptedException e) {
      // There is none.
    }
  }

  private void start(Runnable task) throws CallAbandonedException {
    boolean started = false;
    try {
      threads.execute(
          () -> {
            try {
              task.run();
            } finally {
              // The next one to get this thread is not the one that was given up.
              Thread.interrupted();
              permits.release();
            }
          });
      started = true;
    } catch (RejectedExecutionException e) {
      throw new CallAbandonedException("the store is closed");
    } catch (OutOfMemoryError e) {
      throw new CallAbandonedException("there is no thread for it");
    } finally {
      if (!started) {
        permits.release();
      }
    }
  }

  private static CallAbandonedException interrupted() {
    Thread.currentThread().interrupt();
    return new CallAbandonedException("interrupted while it waited for the store");
  }

  private static IOException failed(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof LinkageError || cause instanceof OutOfMemoryError) {
      throw (Error) cause;
    }
    // Any other error is one of that thread's: that its stack was too short says nothing of ours.
    return cause instanceof IOException io ? io : new IOException(cause);
  }

  /** A call, and what becomes of its answer if it was given up. */
  private static final class Task<T> extends FutureTask<T> {
    private final Consumer<T> late;

    private Task(Callable<T> call, Consumer<T> late) {
      super(call);
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

  /** Interrupts what runs. */
  void close() {
    threads.shutdownNow();
  }
}
