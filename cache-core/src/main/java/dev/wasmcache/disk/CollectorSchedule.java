package dev.wasmcache.disk;

import dev.wasmcache.internal.Log;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Schedules the collector: one minute after the first write or the first query of the store's
 * usage, then once an hour, and when a write requests it.
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

  /** Starts the background thread, unless it has been started. */
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
      // No thread can be created now, for example because of a container's limit. Retried later.
      made.shutdownNow();
      started.set(false);
      Log.DISK.warn("Wasm cache: the disk tier is not collected: {}", e.toString());
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

  /**
   * Schedules one more run as soon as possible. Further requests before that run are merged into
   * it.
   */
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
      Log.DISK.debug("Wasm cache: closed, nothing more is collected");
    }
  }

  private void collect() {
    try {
      collector.collect();
    } catch (Exception | LinkageError e) {
      // An exception from a task would cancel its schedule for good.
      Log.DISK.warn("Wasm cache: the disk tier was not collected: {}", e.toString());
    }
  }

  /** Stops the background thread; returns whether this is the first call. */
  boolean close() {
    boolean first = closed.compareAndSet(false, true);
    ScheduledThreadPoolExecutor running = executor;
    if (running != null) {
      running.shutdownNow();
    }
    return first;
  }
}
