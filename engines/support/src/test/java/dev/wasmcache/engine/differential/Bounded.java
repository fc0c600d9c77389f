package dev.wasmcache.engine.differential;

import dev.wasmcache.engine.differential.Outcome.Limit;
import dev.wasmcache.engine.differential.Outcome.Shown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Does one thing after the other in a thread of its own. What takes too long is interrupted. If it
 * does not end then, its thread is left behind, and another one takes its place. For one thread.
 */
final class Bounded implements AutoCloseable {

  /** Enough for interpreted recursion. */
  private static final long STACK = 16 << 20;

  /** Threads that are left behind take their part of the processors until the JVM ends. */
  private static final int MOST_LEFT_BEHIND = 4;

  private static final Duration GRACE = Duration.ofSeconds(20);

  private final Duration grace;
  private final List<Thread> leftBehind = new ArrayList<>();
  private Worker worker = new Worker();

  Bounded() {
    this(GRACE);
  }

  /**
   * @param grace how long to wait for something that was interrupted
   */
  Bounded(Duration grace) {
    this.grace = grace;
  }

  /**
   * Does something within a time.
   *
   * @param stop called until it ends, in addition to interrupts
   * @throws IllegalStateException if too many threads are left behind
   */
  Outcome of(Duration limit, Supplier<Shown> action, Runnable stop) {
    FutureTask<Outcome> task = new FutureTask<>(() -> Outcome.of(action));
    worker.executor.execute(task);
    Optional<Outcome> outcome = await(task, limit.toNanos());
    if (outcome.isPresent()) {
      return outcome.get();
    }
    long start = System.nanoTime();
    while (System.nanoTime() - start < grace.toNanos()) {
      worker.thread.interrupt();
      stop.run();
      if (await(task, TimeUnit.MILLISECONDS.toNanos(1)).isPresent()) {
        return new Outcome(Shown.of("took too long"), Limit.TIME);
      }
    }
    leaveBehind();
    return new Outcome(Shown.of("does not end"), Limit.ENDLESS);
  }

  private static Optional<Outcome> await(FutureTask<Outcome> task, long nanos) {
    try {
      return Optional.of(task.get(nanos, TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void leaveBehind() {
    leftBehind.add(worker.thread);
    leftBehind.removeIf(thread -> !thread.isAlive());
    worker.executor.shutdown();
    worker = new Worker();
    if (leftBehind.size() > MOST_LEFT_BEHIND) {
      throw new IllegalStateException(
          "%d calls do not end, although they were interrupted".formatted(leftBehind.size()));
    }
  }

  @Override
  public void close() {
    worker.executor.shutdown();
  }

  private static final class Worker implements ThreadFactory {
    private final ExecutorService executor = Executors.newSingleThreadExecutor(this);
    private Thread thread = Thread.currentThread();

    @Override
    public Thread newThread(Runnable task) {
      thread = new Thread(null, task, "differential", STACK);
      thread.setDaemon(true);
      return thread;
    }
  }
}
