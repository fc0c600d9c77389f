package dev.wasmcache.internal.compile;

import dev.wasmcache.CompileRequest;
import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.Printable;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Times compiles, and logs of each that is still running after 2 s, 4 s, 8 s and so on. */
public final class SlowCompiles {

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final long KEPT_ALIVE_SECONDS = 10;

  // Null for the clock of the platform.
  private final @Nullable LongSupplier nanoTime;
  private final AtomicReference<@Nullable ScheduledThreadPoolExecutor> executor =
      new AtomicReference<>();

  public SlowCompiles() {
    this(null);
  }

  /**
   * @param nanoTime the clock, for a test; null for {@link System#nanoTime}
   */
  SlowCompiles(@Nullable LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private long now() {
    return nanoTime == null ? System.nanoTime() : nanoTime.getAsLong();
  }

  /** Begins to time a compile, and to watch it until it is closed. */
  public Running watch(CompileRequest request) {
    Running running = new Running(request, now());
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
  public void close() {
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

  /** A compile. One thread closes it; another one runs it to log how long it has taken so far. */
  public final class Running implements Runnable {
    private final CompileRequest request;
    private final long start;

    /** Held while a line is logged, so that none comes after the compile has ended. */
    private final ReentrantLock line = new ReentrantLock();

    private Duration pause = FIRST;
    private @Nullable ScheduledFuture<?> next;
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
        Log.LOG.debug("Wasm cache: a compile is not watched", e);
      }
    }

    @Override
    public void run() {
      line.lock();
      try {
        // The clock first: if the compile has not been closed after that, it has taken no less.
        Duration elapsed = elapsed();
        if (closed) {
          return;
        }
        Log.LOG.info(
            "Wasm cache: still compiling {} of {} bytes with {}, for {} s so far",
            request.describe(),
            request.size(),
            Printable.text(request.fingerprint().engine()),
            elapsed.toSeconds());
        schedule(pause);
        pause = pause.multipliedBy(2);
      } finally {
        line.unlock();
      }
    }

    /** Ends the compile: no line about it comes after this. Returns how long it has taken. */
    public Duration close() {
      closed = true;
      Duration elapsed = elapsed();
      line.lock();
      try {
        ScheduledFuture<?> pending = next;
        if (pending != null) {
          pending.cancel(false);
        }
      } finally {
        line.unlock();
      }
      return elapsed;
    }

    private Duration elapsed() {
      return Duration.ofNanos(now() - start);
    }
  }
}
