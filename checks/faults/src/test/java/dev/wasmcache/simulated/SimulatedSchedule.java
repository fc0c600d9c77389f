package dev.wasmcache.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stands for {@link java.util.concurrent.ScheduledThreadPoolExecutor} with one thread. */
public final class SimulatedSchedule implements Executor {

  private final SimulatedThreadFactory factory;
  private final List<Task> tasks = new ArrayList<>();
  private long keepAlive = World.NEVER;
  private @Nullable SimulatedThread worker;
  private boolean shutdown;

  public SimulatedSchedule(int threads, SimulatedThreadFactory factory) {
    if (threads != 1) {
      throw new IllegalArgumentException("One thread is simulated, not " + threads);
    }
    this.factory = factory;
  }

  public void setRemoveOnCancelPolicy(boolean removes) {}

  public void setKeepAliveTime(long time, TimeUnit unit) {
    keepAlive = unit.toNanos(time);
  }

  public void allowCoreThreadTimeOut(boolean allowed) {}

  @Override
  public void execute(Runnable task) {
    ScheduledFuture<?> unused = add(new Task(task, World.nanos(), 0));
  }

  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return add(new Task(task, World.deadline(unit.toNanos(delay)), 0));
  }

  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long first, long delay, TimeUnit unit) {
    return add(new Task(task, World.deadline(unit.toNanos(first)), unit.toNanos(delay)));
  }

  private ScheduledFuture<?> add(Task task) {
    if (shutdown) {
      throw new RejectedExecutionException();
    }
    tasks.add(task);
    if (worker == null) {
      worker = factory.newThread(this::work);
      worker.start();
    }
    return task;
  }

  private void work() {
    try {
      while (true) {
        if (tasks.isEmpty()) {
          if (shutdown) {
            return;
          }
          World.waitUninterruptibly(
              "a task",
              () -> !tasks.isEmpty() || shutdown,
              keepAlive == World.NEVER ? World.NEVER : World.deadline(keepAlive));
          if (tasks.isEmpty()) {
            return;
          }
        }
        Task next = earliest();
        World.waitUninterruptibly(
            "the time of a task", () -> !tasks.contains(next) || !earliest().equals(next), next.at);
        if (tasks.contains(next) && next.at <= World.nanos()) {
          tasks.remove(next);
          next.task.run();
          if (next.period > 0 && !shutdown) {
            next.at = World.deadline(next.period);
            tasks.add(next);
          }
        }
      }
    } finally {
      worker = null;
    }
  }

  private Task earliest() {
    Task first = tasks.get(0);
    for (Task task : tasks) {
      if (task.at < first.at) {
        first = task;
      }
    }
    return first;
  }

  public void shutdown() {
    World.innerStep("shut down");
    shutdown = true;
    tasks.removeIf(task -> task.period > 0);
  }

  public List<Runnable> shutdownNow() {
    World.innerStep("shut down");
    shutdown = true;
    tasks.clear();
    SimulatedThread thread = worker;
    if (thread != null) {
      thread.interrupt();
    }
    return List.of();
  }

  private final class Task implements ScheduledFuture<Object> {
    private final Runnable task;
    private final long period;
    private long at;
    private boolean cancelled;

    private Task(Runnable task, long at, long period) {
      this.task = task;
      this.at = at;
      this.period = period;
    }

    @Override
    public boolean cancel(boolean interrupts) {
      cancelled = tasks.remove(this);
      return cancelled;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public boolean isDone() {
      return !tasks.contains(this);
    }

    @Override
    public @Nullable Object get() {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Object get(long time, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - World.nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    @SuppressWarnings("ComparableType")
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
