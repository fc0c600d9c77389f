package dev.wasmcache.engine.differential;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Interrupts what takes too long: engines check for it at each call and each loop. */
final class TimeLimit {

  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Duration limit;

  TimeLimit(Duration limit) {
    this.limit = limit;
  }

  TimeLimit times(int factor) {
    return new TimeLimit(limit.multipliedBy(factor));
  }

  long millis() {
    return limit.toMillis();
  }

  /** Starts to wait for what this thread does next. */
  Watched watch() {
    Watched watched = new Watched(Thread.currentThread());
    TIMER.schedule(watched, limit.toMillis(), TimeUnit.MILLISECONDS);
    return watched;
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "differential-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  /** Something that a thread does. */
  static final class Watched implements Runnable {
    private final Object lock = new Object();
    private final Thread thread;
    private boolean ended;
    private boolean late;

    private Watched(Thread thread) {
      this.thread = thread;
    }

    @Override
    public void run() {
      synchronized (lock) {
        if (!ended) {
          late = true;
          thread.interrupt();
        }
      }
    }

    /** Ends the wait; returns whether it took too long. The thread is not interrupted after it. */
    boolean end() {
      synchronized (lock) {
        ended = true;
        Thread.interrupted();
        return late;
      }
    }
  }
}
