package dev.wasmcache.internal.compile;

import dev.wasmcache.CompileRequest;
import dev.wasmcache.internal.Log;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** Warns, once, of a compile on a thread of an event loop, which stops all that depends on it. */
public final class EventLoops {

  // Implemented by threads that must not block, those of Reactor Netty among them.
  private static final String NON_BLOCKING = "reactor.core.scheduler.NonBlocking";

  private final AtomicBoolean warned = new AtomicBoolean();

  /** Looks at the thread that is about to compile. */
  public void check(Thread thread, CompileRequest request) {
    if (isEventLoop(thread) && warned.compareAndSet(false, true)) {
      Log.LOG.warn(
          "Wasm cache: {} is compiled on '{}', a thread of an event loop, which serves nothing else"
              + " meanwhile. Use ModuleCache.loadAsync there, or load the module before the first"
              + " request. This is logged once",
          request.describe(),
          thread.getName());
    }
  }

  static boolean isEventLoop(Thread thread) {
    String name = thread.getName();
    if (name.startsWith("reactor-http-") || name.startsWith("reactor-tcp-")) {
      return true;
    }
    // Netty's are called "nioEventLoopGroup-2-1", Vert.x's "vert.x-eventloop-thread-0".
    if (name.toLowerCase(Locale.ROOT).contains("eventloop")) {
      return true;
    }
    for (Class<?> type = thread.getClass(); type != null; type = type.getSuperclass()) {
      for (Class<?> implemented : type.getInterfaces()) {
        if (implemented.getName().equals(NON_BLOCKING)) {
          return true;
        }
      }
    }
    return false;
  }
}
