package dev.wasmcache.internal.compile;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Limits how many compiles run at once: each takes a core and hundreds of megabytes. */
public final class CompileLimiter {

  private final Semaphore permits;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  // Shared by all limiters: a thread that holds a permit of one must not wait for a thread that
  // waits for a permit of another.
  private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

  public CompileLimiter(int maximum) {
    this.permits = new Semaphore(maximum);
  }

  public <T> T compile(Supplier<T> compile) {
    if (INSIDE.get() != null) {
      // A compiler that asks the cache for another module already has its permit.
      return compile.get();
    }
    waiting.incrementAndGet();
    permits.acquireUninterruptibly();
    waiting.decrementAndGet();
    running.incrementAndGet();
    INSIDE.set(true);
    try {
      return compile.get();
    } finally {
      INSIDE.remove();
      running.decrementAndGet();
      permits.release();
    }
  }

  /** Whether this thread is compiling. */
  public static boolean isCompiling() {
    return INSIDE.get() != null;
  }

  public int running() {
    return running.get();
  }

  public int waiting() {
    return waiting.get();
  }
}
