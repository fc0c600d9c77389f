package dev.wasmcache.spring.reload;

import dev.wasmcache.spring.setting.TrainingRun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/**
 * Looks at files once a second, and replaces the modules of those that have changed, one after the
 * other. Has a thread from the first file on. Thread-safe.
 */
public final class Reloader implements DisposableBean {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final List<ReloadableFile> files = new CopyOnWriteArrayList<>();
  private final ReentrantLock lifecycle = new ReentrantLock();
  private @Nullable ScheduledThreadPoolExecutor thread;
  private boolean closed;

  public Reloader(InstantSource clock) {
    this.clock = clock;
  }

  /** Watches a file from now on. */
  public void watch(ReloadableFile file) {
    files.add(file);
    lifecycle.lock();
    try {
      if (thread == null && !closed && !TrainingRun.isThis()) {
        thread = new ScheduledThreadPoolExecutor(1, Reloader::daemon);
        var unused =
            thread.scheduleWithFixedDelay(
                () -> look(clock.instant()),
                INTERVAL.toMillis(),
                INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
      }
    } finally {
      lifecycle.unlock();
    }
  }

  void look(Instant now) {
    files.forEach(file -> file.look(now));
  }

  /** Returns why changed files are not used, by the names of their modules. */
  public Map<String, String> problems() {
    Map<String, String> problems = new TreeMap<>();
    files.forEach(file -> file.problem().ifPresent(problem -> problems.put(file.name(), problem)));
    return problems;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "wasm-cache-reload");
    thread.setDaemon(true);
    return thread;
  }

  /** Does not wait: a compile cannot be interrupted, and its thread ends with the process. */
  @Override
  public void destroy() {
    lifecycle.lock();
    try {
      closed = true;
      if (thread != null) {
        thread.shutdownNow();
      }
    } finally {
      lifecycle.unlock();
    }
  }
}
