package dev.wasmcache.sample.calls;

import dev.wasmcache.sample.SampleProperties;
import dev.wasmcache.sample.modules.Millis;
import dev.wasmcache.sample.problem.Problem;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Runs guests on separate threads, for a limited time. Compiled code checks the interrupt flag in
 * every loop, so an interrupted guest ends. If one does not end, it keeps its permit, so that the
 * number of permits limits the damage.
 */
@Component
final class GuestRunner implements AutoCloseable {

  private final Duration timeLimit;
  private final Duration maximumWait;
  private final Semaphore places;
  private final Semaphore queue;
  private final ThreadPoolExecutor threads;

  GuestRunner(SampleProperties properties) {
    this.timeLimit = properties.calls().timeLimit();
    this.maximumWait = properties.calls().maxWait();
    this.places = new Semaphore(properties.calls().maxConcurrent(), true);
    this.queue = new Semaphore(properties.calls().maxWaiting());
    CustomizableThreadFactory factory = new CustomizableThreadFactory("guest-");
    factory.setDaemon(true);
    // The permits are the limit: a thread whose task has ended needs a moment until it is free.
    this.threads =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), factory);
  }

  /**
   * Returns the result of the task.
   *
   * @throws Problem the task's own; if it takes too long; or if too many tasks are running and
   *     waiting
   */
  <T> T run(Callable<T> task) {
    takePlace();
    Guest<T> guest = new Guest<>(task);
    try {
      threads.execute(guest);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      guest.leave();
      throw Problem.busy(maximumWait);
    }
    return guest.await();
  }

  /**
   * Waits for a permit, first come, first served, for a limited time and in a queue of limited
   * length.
   */
  private void takePlace() {
    try {
      // Without a time-out, this call would overtake the waiting ones.
      if (places.tryAcquire(0, TimeUnit.NANOSECONDS)) {
        return;
      }
      if (queue.tryAcquire()) {
        try {
          if (places.tryAcquire(maximumWait.toNanos(), TimeUnit.NANOSECONDS)) {
            return;
          }
        } finally {
          queue.release();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw Problem.busy(maximumWait);
  }

  /** Returns how many calls wait for others to end. */
  int waiting() {
    return places.getQueueLength();
  }

  /**
   * A task with a permit. It releases the permit when it has ended, before its caller sees the
   * result.
   */
  private final class Guest<T> implements Runnable {
    private final FutureTask<T> running;
    private boolean gone;

    private Guest(Callable<T> task) {
      this.running = new FutureTask<>(task);
    }

    @Override
    public void run() {
      try {
        running.run();
      } finally {
        leave();
      }
    }

    private synchronized void leave() {
      if (!gone) {
        gone = true;
        places.release();
      }
    }

    private T await() {
      try {
        T answer = running.get(timeLimit.toNanos(), TimeUnit.NANOSECONDS);
        leave();
        return answer;
      } catch (TimeoutException e) {
        throw Problem.tooSlow(Millis.of(timeLimit) + " ms");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Problem.busy(maximumWait);
      } catch (ExecutionException e) {
        leave();
        throw rethrown(e);
      } finally {
        running.cancel(true);
      }
    }
  }

  private static RuntimeException rethrown(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof Error) {
      return Problem.failed(cause);
    }
    return cause instanceof RuntimeException known ? known : new IllegalStateException(e);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
