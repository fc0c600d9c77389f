package dev.wasmcache.simulated;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands for {@link java.util.concurrent.ThreadPoolExecutor}, as far as the product uses it: a
 * direct hand-over to as many threads as are needed, or a queue without a limit.
 */
public class SimulatedPool implements Executor {

  private final int core;
  private final int maximum;
  private final boolean queues;
  private final SimulatedThreadFactory factory;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final List<SimulatedThread> workers = new ArrayList<>();
  private long keepAlive;
  private boolean coreTimesOut;
  private int idle;
  private boolean shutdown;

  public SimulatedPool(
      int core,
      int maximum,
      long keepAlive,
      TimeUnit unit,
      BlockingQueue<Runnable> queue,
      SimulatedThreadFactory factory) {
    this.core = core;
    this.maximum = maximum;
    this.keepAlive = unit.toNanos(keepAlive);
    this.queues = !(queue instanceof SynchronousQueue);
    this.factory = factory;
  }

  public void allowCoreThreadTimeOut(boolean allowed) {
    coreTimesOut = allowed;
  }

  public void setKeepAliveTime(long time, TimeUnit unit) {
    keepAlive = unit.toNanos(time);
  }

  @Override
  public void execute(Runnable task) {
    if (shutdown) {
      throw new RejectedExecutionException();
    }
    if (queues && workers.size() >= core) {
      waiting.add(task);
    } else if (!queues && idle > waiting.size()) {
      waiting.add(task);
    } else if (workers.size() < maximum) {
      startWorker(task);
    } else {
      throw new RejectedExecutionException();
    }
  }

  private void startWorker(Runnable first) {
    SimulatedThread[] self = new SimulatedThread[1];
    SimulatedThread worker =
        factory.newThread(
            () -> {
              try {
                work(first);
              } finally {
                workers.remove(self[0]);
              }
            });
    self[0] = worker;
    workers.add(worker);
    worker.start();
  }

  private void work(Runnable first) {
    Runnable task = first;
    while (task != null) {
      task.run();
      task = next();
    }
  }

  private @Nullable Runnable next() {
    if (waiting.isEmpty() && !shutdown) {
      boolean timed = !queues || coreTimesOut;
      boolean unused = SimulatedThread.interrupted();
      idle++;
      try {
        World.waitUninterruptibly(
            "a task",
            () -> !waiting.isEmpty() || shutdown,
            timed ? World.deadline(keepAlive) : World.NEVER);
      } finally {
        idle--;
      }
    }
    return waiting.poll();
  }

  public boolean remove(Runnable task) {
    return waiting.remove(task);
  }

  public void shutdown() {
    World.innerStep("shut down");
    shutdown = true;
  }

  public List<Runnable> shutdownNow() {
    World.innerStep("shut down");
    shutdown = true;
    workers.forEach(SimulatedThread::interrupt);
    if (!queues) {
      // Workers have them already.
      return List.of();
    }
    List<Runnable> left = new ArrayList<>(waiting);
    waiting.clear();
    return left;
  }

  public boolean isShutdown() {
    return shutdown;
  }

  public boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
    return World.waitFor(
        "the end of a pool",
        () -> shutdown && workers.isEmpty() && waiting.isEmpty(),
        World.deadline(Math.max(0, unit.toNanos(time))));
  }
}
