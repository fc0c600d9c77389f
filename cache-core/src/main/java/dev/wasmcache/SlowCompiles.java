package dev.wasmcache;

import dev.wasmcache.internal.Printable;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Says of a compile that takes long that it is still at it: after 2 s, 4 s, 8 s and so on. */
final class SlowCompiles {

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final long KEPT_ALIVE_SECONDS = 10;

  private final AtomicReference<@Nullable ScheduledThreadPoolExecutor> executor =
      new AtomicReference<>();

  /** A compile that is watched until it is closed. */
  interface Watch {
    void close();
  }

  /**
   * @param start when the compile began, as {@link System#nanoTime} has it
   */
  Watch watch(CompileRequest request, long start) {
    Running running = new Running(request, start);
    running.schedule(FIRST);
    return running;
  }

  private ScheduledThreadPoolExecutor executor() {
    ScheduledThreadPoolExecutor known = executor.get();
    if (known != null) {
      return known;
    }
    // It has no thread before it has something to do: one that comes too late costs nothing.
    ScheduledThreadPoolExecutor made = new ScheduledThreadPoolExecutor(1, SlowCompiles::daemon);
    made.setRemoveOnCancelPolicy(true);
    made.setKeepAliveTime(KEPT_ALIVE_SECONDS, TimeUnit.SECONDS);
    made.allowCoreThreadTimeOut(true);
    ScheduledThreadPoolExecutor first = executor.compareAndExchange(null, made);
    return first == null ? made : first;
  }

  /** Lets its thread end when what it watches has. A compile that begins later is not watched. */
  void close() {
    ScheduledThreadPoolExecutor known = executor.get();
    if (known != null) {
      known.shutdown();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "wasm-cache-slow-compiles");
    thread.setDaemon(true);
    return thread;
  }

  private final class Running implements Watch, Runnable {
    private final CompileRequest request;
    private final long start;
    private volatile Duration pause = FIRST;
    private volatile @Nullable ScheduledFuture<?> next;
    private volatile boolean closed;

    private Running(CompileRequest request, long start) {
      this.request = request;
      this.start = start;
    }

    private void schedule(Duration delay) {
      try {
        next = executor().schedule(this, delay.toNanos(), TimeUnit.NANOSECONDS);
      } catch (RuntimeException | OutOfMemoryError e) {
        // The cache is closed, or no thread can be made: the compile goes on unwatched.
        CacheLog.LOG.debug("Wasm cache: a compile is not watched", e);
      }
    }

    @Override
    public void run() {
      if (closed) {
        return;
      }
      CacheLog.LOG.info(
          "Wasm cache: still compiling {} of {} bytes with {}, for {} s so far",
          request.describe(),
          request.size(),
          Printable.text(request.fingerprint().engine()),
          Duration.ofNanos(System.nanoTime() - start).toSeconds());
      schedule(pause);
      pause = pause.multipliedBy(2);
    }

    @Override
    public void close() {
      closed = true;
      ScheduledFuture<?> pending = next;
      if (pending != null) {
        pending.cancel(false);
      }
    }
  }
}
