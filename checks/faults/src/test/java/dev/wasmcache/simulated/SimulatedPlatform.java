package dev.wasmcache.simulated;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Stand for small parts of the platform: the time, random numbers, pauses. */
public final class SimulatedPlatform {

  private SimulatedPlatform() {}

  /** Stands for {@link java.lang.System}. */
  public static final class SystemCalls {

    private SystemCalls() {}

    public static long nanoTime() {
      return World.nanos();
    }

    @SuppressWarnings("SuspiciousSystemArraycopy")
    public static void arraycopy(Object from, int at, Object to, int toAt, int length) {
      System.arraycopy(from, at, to, toAt, length);
    }

    public static @Nullable String getProperty(String name) {
      return System.getProperty(name);
    }

    public static String getProperty(String name, String otherwise) {
      return System.getProperty(name, otherwise);
    }

    public static @Nullable String getenv(String name) {
      return System.getenv(name);
    }

    public static int identityHashCode(Object object) {
      return System.identityHashCode(object);
    }

    public static String lineSeparator() {
      return "\n";
    }
  }

  /** Stands for {@link java.util.concurrent.locks.LockSupport}. */
  public static final class Park {

    private Park() {}

    public static void parkNanos(Object blocker, long nanos) {
      World.park(nanos);
    }
  }

  /** Stands for {@link java.util.concurrent.Executors}. */
  public static final class Adapters {

    private Adapters() {}

    public static <T> Callable<T> callable(Runnable task, T result) {
      return () -> {
        task.run();
        return result;
      };
    }
  }

  /** Stands for {@link java.util.concurrent.ThreadLocalRandom}. */
  public static final class ThreadRandom {

    private static final ThreadRandom INSTANCE = new ThreadRandom();

    private ThreadRandom() {}

    public static ThreadRandom current() {
      return INSTANCE;
    }

    public int nextInt(int bound) {
      return World.dice().below(bound);
    }

    public double nextDouble() {
      return World.dice().fraction();
    }

    public long nextLong() {
      return World.dice().next();
    }
  }

  /** Stands for {@link java.util.SplittableRandom}. */
  public static final class NewRandom {

    public long nextLong() {
      return World.dice().next();
    }
  }
}
