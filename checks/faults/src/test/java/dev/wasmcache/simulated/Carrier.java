package dev.wasmcache.simulated;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Semaphore;

/** Carries a simulated thread: lets it go on, and holds it wherever it is. */
abstract class Carrier {

  /** Returns one of those that this JVM has: continuations if it was started with them. */
  static Carrier of(Runnable work, String name) {
    return Continuations.ARE_THERE ? new Continuation(work) : new Baton(work, name);
  }

  /** Lets the thread go on; the caller goes on itself only if {@link #suspend} is called next. */
  abstract void resume();

  /** Holds the calling thread until it is resumed. */
  abstract void suspend();

  /** Returns where the thread is. */
  abstract StackTraceElement[] stack();

  /** A thread of the platform, which waits for its turn. */
  private static final class Baton extends Carrier {
    private static final long STACK = 256 * 1024;

    private final Semaphore turn = new Semaphore(0);
    private final Thread thread;
    private boolean started;

    private Baton(Runnable work, String name) {
      this.thread = new Thread(null, work, "simulated-" + name, STACK);
      this.thread.setDaemon(true);
    }

    @Override
    void resume() {
      if (started) {
        turn.release();
      } else {
        started = true;
        thread.start();
      }
    }

    @Override
    void suspend() {
      turn.acquireUninterruptibly();
    }

    @Override
    StackTraceElement[] stack() {
      return thread.getStackTrace();
    }
  }

  /** Runs on the thread of {@link World#run}: many times as fast, since the kernel has no part. */
  private static final class Continuation extends Carrier {
    private final Object continuation;

    private Continuation(Runnable work) {
      this.continuation = Continuations.make(work);
    }

    @Override
    void resume() {
      // By the loop of the world.
    }

    @Override
    void suspend() {
      Continuations.yieldNow();
    }

    @Override
    StackTraceElement[] stack() {
      return new StackTraceElement[0];
    }
  }

  /** Runs a carrier until it is suspended or ends; does nothing for one that runs by itself. */
  static void loop(Carrier carrier) {
    if (carrier instanceof Continuation continuation) {
      Continuations.run(continuation.continuation);
    }
  }

  static boolean loops() {
    return Continuations.ARE_THERE;
  }

  /**
   * The JDK's own continuations: since JDK 21, with {@code --add-exports
   * java.base/jdk.internal.vm=ALL-UNNAMED}.
   */
  private static final class Continuations {
    private static final boolean ARE_THERE =
        Runtime.version().feature() >= 21
            && Object.class.getModule().isExported("jdk.internal.vm", Carrier.class.getModule());
    private static final Object SCOPE;
    private static final MethodHandle NEW;
    private static final MethodHandle RUN;
    private static final MethodHandle YIELD;

    static {
      try {
        if (ARE_THERE) {
          MethodHandles.Lookup lookup = MethodHandles.lookup();
          Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
          Class<?> type = Class.forName("jdk.internal.vm.Continuation");
          SCOPE = scope.getConstructor(String.class).newInstance("simulation");
          NEW =
              lookup
                  .findConstructor(type, MethodType.methodType(void.class, scope, Runnable.class))
                  .asType(MethodType.methodType(Object.class, Object.class, Runnable.class));
          RUN =
              lookup
                  .findVirtual(type, "run", MethodType.methodType(void.class))
                  .asType(MethodType.methodType(void.class, Object.class));
          YIELD =
              lookup
                  .findStatic(type, "yield", MethodType.methodType(boolean.class, scope))
                  .asType(MethodType.methodType(boolean.class, Object.class));
        } else {
          SCOPE = "";
          NEW = MethodHandles.constant(Object.class, "");
          RUN = NEW;
          YIELD = NEW;
        }
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private static Object make(Runnable work) {
      try {
        return NEW.invokeExact(SCOPE, work);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    private static void run(Object continuation) {
      try {
        RUN.invokeExact(continuation);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    private static void yieldNow() {
      try {
        boolean unused = (boolean) YIELD.invokeExact(SCOPE);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
