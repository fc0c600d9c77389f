package dev.wasmcache.sample;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Runs guests on threads of their own, for a limited time. Compiled code looks at the interrupt
 * flag in every loop, so a guest that is interrupted ends; if one does not, it keeps its thread,
 * and the number of threads is what bounds the harm.
 */
@Component
final class GuestRunner implements AutoCloseable {

  private final Duration timeLimit;
  private final ThreadPoolExecutor threads;

  GuestRunner(SampleProperties properties) {
    this.timeLimit = properties.calls().timeLimit();
    CustomizableThreadFactory factory = new CustomizableThreadFactory("guest-");
    factory.setDaemon(true);
    this.threads =
        new ThreadPoolExecutor(
            0,
            properties.calls().maxConcurrent(),
            1,
            TimeUnit.MINUTES,
            new SynchronousQueue<>(),
            factory);
  }

  /**
   * Answers what the task does.
   *
   * @throws Problem the task's own; if it takes too long; or if too many run
   */
  <T> T run(Callable<T> task) {
    Future<T> running;
    try {
      running = threads.submit(task);
    } catch (RejectedExecutionException e) {
      throw Problem.busy();
    }
    try {
      return running.get(timeLimit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw Problem.tooSlow(Millis.of(timeLimit) + " ms");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.busy();
    } catch (ExecutionException e) {
      throw rethrown(e);
    } finally {
      running.cancel(true);
    }
  }

  private static RuntimeException rethrown(ExecutionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
