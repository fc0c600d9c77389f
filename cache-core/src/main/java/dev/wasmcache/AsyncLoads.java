package dev.wasmcache;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of {@link ModuleCache#loadAsync}: no more than there are processors, and none before
 * the first load or ten seconds after the last one. Daemons, since a compile cannot be interrupted.
 */
final class AsyncLoads implements Executor {

  private static final long KEPT_ALIVE_SECONDS = 10;

  private final ThreadPoolExecutor threads;

  AsyncLoads() {
    int maximum = Runtime.getRuntime().availableProcessors();
    threads =
        new ThreadPoolExecutor(
            maximum,
            maximum,
            KEPT_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            AsyncLoads::daemon);
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable load) {
    threads.execute(load);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "wasm-cache-load");
    thread.setDaemon(true);
    return thread;
  }
}
