package dev.wasmcache;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Lets only so many compiles run at once: each takes a core and hundreds of megabytes. */
final class CompileLimiter {

  private final Semaphore permits;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ThreadLocal<Boolean> inside = new ThreadLocal<>();

  CompileLimiter(int maximum) {
    this.permits = new Semaphore(maximum);
  }

  <T> T compile(Supplier<T> compile) {
    if (inside.get() != null) {
      // A compiler that asks the cache for another module already has its permit.
      return compile.get();
    }
    waiting.incrementAndGet();
    permits.acquireUninterruptibly();
    waiting.decrementAndGet();
    running.incrementAndGet();
    inside.set(true);
    try {
      return compile.get();
    } finally {
      inside.remove();
      running.decrementAndGet();
      permits.release();
    }
  }

  int running() {
    return running.get();
  }

  int waiting() {
    return waiting.get();
  }
}
