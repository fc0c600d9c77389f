package dev.wasmcache.disk;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * When the collector runs: a minute after the first write or the first question of how full the
 * store is, then once an hour, and when a write asks.
 */
final class CollectorSchedule {

  private static final long FIRST_SECONDS = 60;
  private static final long PERIOD_SECONDS = 3600;

  private final Collector collector;
  private final @Nullable ThreadFactory threads;
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean pending = new AtomicBoolean();
  private volatile @Nullable ScheduledThreadPoolExecutor executor;
  private final AtomicBoolean closed = new AtomicBoolean();

  CollectorSchedule(Collector collector, @Nullable ThreadFactory threads) {
    this.collector = collector;
    this.threads = threads;
  }

  /** Begins to run in the background, if that has not begun yet. */
  void start() {
    if (started.get() || closed.get() || !started.compareAndSet(false, true)) {
      return;
    }
    ScheduledThreadPoolExecutor made =
        new ScheduledThreadPoolExecutor(1, threads == null ? CollectorSchedule::daemon : threads);
    made.setRemoveOnCancelPolicy(true);
    try {
      ScheduledFuture<?> unused =
          made.scheduleWithFixedDelay(
              this::collect, FIRST_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // No thread can be made now, in a container with a limit for example: tried again later.
      made.shutdownNow();
      started.set(false);
      DiskLog.LOG.warn("Wasm cache: the disk tier is not collected: {}", e.toString());
      return;
    }
    executor = made;
    if (closed.get()) {
      made.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "wasm-cache-collector");
    thread.setDaemon(true);
    return thread;
  }

  /** Runs once more as soon as possible, however often it is asked meanwhile. */
  void soon() {
    ScheduledThreadPoolExecutor running = executor;
    if (running == null || !pending.compareAndSet(false, true)) {
      return;
    }
    try {
      running.execute(
          () -> {
            pending.set(false);
            collect();
          });
    } catch (RejectedExecutionException e) {
      DiskLog.LOG.debug("Wasm cache: closed, nothing more is collected");
    }
  }

  private void collect() {
    try {
      collector.collect();
    } catch (Exception | LinkageError e) {
      // What a task throws ends its schedule for ever.
      DiskLog.LOG.warn("Wasm cache: the disk tier was not collected: {}", e.toString());
    }
  }

  /** Ends the background; returns whether this is the first time. */
  boolean close() {
    boolean first = closed.compareAndSet(false, true);
    ScheduledThreadPoolExecutor running = executor;
    if (running != null) {
      running.shutdownNow();
    }
    return first;
  }
}
