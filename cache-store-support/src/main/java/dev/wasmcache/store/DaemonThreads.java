package dev.wasmcache.store;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that carry a name and do not keep the JVM alive. */
final class DaemonThreads implements ThreadFactory {

  private final String name;
  private final AtomicInteger number = new AtomicInteger();

  private DaemonThreads(String name) {
    this.name = name;
  }

  static ThreadFactory named(String name) {
    return new DaemonThreads(name);
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
