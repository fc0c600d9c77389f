package dev.wasmcache.internal.guard;

import dev.wasmcache.StoreException;
import dev.wasmcache.internal.Log;
import dev.wasmcache.internal.Printable;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls to a tier on threads of the library, so that a disk or a network that hangs holds
 * none of the caller's: the caller waits for its budget and goes on without the tier. A call that
 * was given up keeps its permit until it ends.
 *
 * <p>Safe for concurrent use. The waiting thread's interrupt status is preserved.
 */
final class TimedCalls {

  private static final long KEPT_ALIVE_SECONDS = 10;

  private final Tier tier;
  private final double nanosPerByte;
  private final boolean network;
  private final int permits;
  private final Semaphore free;
  private final ThreadFactory factory;
  private final ThreadPoolExecutor threads;
  private volatile long lastEnded = System.nanoTime();

  /**
   * @param permits so many calls may run at once; more wait for a permit, within their budget
   * @param factory creates the threads
   */
  TimedCalls(Tier tier, GuardLimits limits, int permits, ThreadFactory factory) {
    this.tier = tier;
    this.nanosPerByte = limits.nanosPerByte();
    this.network = limits.network();
    this.permits = permits;
    this.free = network ? new Permits(permits) : new Semaphore(permits, true);
    this.factory = factory;
    this.threads =
        new ThreadPoolExecutor(
            0,
            // The permits are the limit: one is free a moment before its thread is.
            Integer.MAX_VALUE,
            KEPT_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            factory);
  }

  /**
   * Threads that carry a name and do not keep the JVM alive. A class where a lambda would do: a
   * lambda costs a fresh JVM more.
   */
  static final class Daemons implements ThreadFactory {

    private final String name;
    private final AtomicInteger number = new AtomicInteger();

    /**
     * @param name what the names of the threads begin with
     */
    Daemons(String name) {
      this.name = name;
    }

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }

  /**
   * How long a call may be waited for.
   *
   * @param own what such a call may take; 0 means for as long as it takes, on the caller's thread
   * @param allowed what of that the operation can still wait
   * @param startsAnyway whether it is started even if it cannot be waited for
   * @param transfer decides whether a slow one is waited for any longer; null if it is not
   */
  record Wait(long own, long allowed, boolean startsAnyway, @Nullable Transfer transfer) {

    Wait(long own, long allowed, boolean startsAnyway) {
      this(own, allowed, startsAnyway, null);
    }

    /** Decides, when the time is over. */
    boolean goesOn(Progress progress) {
      return transfer != null
          && transfer.goesOn(progress, System.nanoTime(), ThreadLocalRandom.current().nextDouble());
    }

    /** Returns for how long to wait before looking at the call again. */
    long pause(long left) {
      return transfer == null ? left : transfer.pause(left);
    }

    /** Whether a call that takes so long hangs. With less time it may just have been slow. */
    boolean enoughToTell() {
      return allowed >= own / 2;
    }
  }

  /**
   * Runs a call and waits for it.
   *
   * @throws StoreException {@link Outcome#TIMEOUT} if it hangs; it goes on by itself, and its
   *     result is dropped
   * @throws CallAbandonedException if other calls took all the permits, the operation had too
   *     little time left to tell, there is no thread, or, on a network, the caller is interrupted
   * @throws Exception what the call throws
   */
  <T> T call(Wait wait, Progress progress, Callable<T> work) throws Exception {
    if (wait.own == 0) {
      return work.call();
    }
    if (wait.allowed == 0 && !wait.startsAnyway) {
      throw usedUp();
    }
    long start = System.nanoTime();
    boolean waited = acquire(start, wait);
    Call<T> call = new Call<>(work, true, wait.startsAnyway);
    try {
      threads.execute(call);
    } catch (RejectedExecutionException e) {
      free.release();
      throw new CallAbandonedException("the cache is closed");
    } catch (OutOfMemoryError e) {
      // No thread can be created, as in a container with a limit.
      withoutThread(call);
    }
    return await(call, start, waited, wait, progress);
  }

  /** A file is better read by the caller than not at all; a network may hold the caller up. */
  private void withoutThread(Call<?> call) throws CallAbandonedException {
    if (network) {
      free.release();
      throw new CallAbandonedException("there is no thread for it");
    }
    call.run();
  }

  /**
   * Runs something that must be done even if every permit is taken and after {@link #close}, and
   * waits for it no longer than allowed.
   */
  void callAlways(Wait wait, Runnable work) throws Exception {
    if (wait.own == 0) {
      work.run();
      return;
    }
    long start = System.nanoTime();
    Call<Boolean> call = new Call<>(Executors.callable(work, true), false, true);
    try {
      try {
        threads.execute(call);
      } catch (RejectedExecutionException e) {
        factory.newThread(call).start();
      }
    } catch (OutOfMemoryError e) {
      call.run();
    }
    boolean unused = await(call, start, false, wait, new Progress());
  }

  /** The tier was busy: fewer calls run at once for a while. */
  void busy() {
    if (free instanceof Permits shrinking) {
      shrinking.busy();
    }
  }

  /** A call has worked. */
  void worked() {
    if (free instanceof Permits shrinking) {
      shrinking.worked();
    }
  }

  /** Returns whether it had to wait for a permit. */
  private boolean acquire(long start, Wait wait) throws StoreException {
    if (free.tryAcquire()) {
      return false;
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          long left = start + wait.allowed - System.nanoTime();
          if (free.tryAcquire(left, TimeUnit.NANOSECONDS)) {
            return true;
          }
          // A disk that hangs is to blame, one that is busy is not. On a network each call that
          // hangs is known to have hung.
          throw lastEnded - start < 0 && wait.enoughToTell() && !network
              ? timeout(wait, "none of the " + permits + " running calls to it ended within")
              : busy(wait);
        } catch (InterruptedException e) {
          interrupted = true;
          if (network) {
            throw interrupted();
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T> T await(Call<T> call, long start, boolean waited, Wait wait, Progress progress)
      throws Exception {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return call.get(wait.pause(left(start, wait, progress)), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          // More bytes may have arrived meanwhile; and what cannot be given up has just ended.
          if (left(start, wait, progress) <= 0 && !wait.goesOn(progress) && call.giveUp(progress)) {
            throw givenUp(wait, waited);
          }
        } catch (InterruptedException e) {
          interrupted = true;
          if (network && call.giveUp(progress)) {
            throw interrupted();
          }
        }
      }
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private long left(long start, Wait wait, Progress progress) {
    long now = System.nanoTime();
    long forBytes = (long) (progress.bytes() * nanosPerByte);
    long left = wait.allowed + forBytes - (now - start);
    return wait.transfer == null ? left : wait.transfer.left(progress, now, left, forBytes);
  }

  private StoreException givenUp(Wait wait, boolean waited) {
    if (waited) {
      // After a wait for its permit it had less time than a call may take.
      return busy(wait);
    }
    return wait.enoughToTell() ? timeout(wait, "it took longer than") : usedUp();
  }

  private StoreException timeout(Wait wait, String what) {
    return new StoreException(Outcome.TIMEOUT, what + " " + millis(wait) + " ms");
  }

  private StoreException busy(Wait wait) {
    return tooLittleTime(
        "other calls to it held all " + permits + " permits for most of " + millis(wait) + " ms");
  }

  private StoreException usedUp() {
    return tooLittleTime("the time that a request waits for its tiers was used up");
  }

  private StoreException tooLittleTime(String what) {
    return new CallAbandonedException(what, Failures.setting(tier, Outcome.TIMEOUT));
  }

  private static StoreException interrupted() {
    return new CallAbandonedException("the caller was interrupted");
  }

  private static long millis(Wait wait) {
    return TimeUnit.NANOSECONDS.toMillis(wait.allowed);
  }

  /** A call, which may be given up. */
  private final class Call<T> extends FutureTask<T> {
    private final Callable<T> work;
    private final boolean hasPermit;
    private final boolean mustRun;
    // Of the thread that runs it.
    private boolean made;

    /**
     * @param mustRun whether it is made even if it was given up before it has begun
     */
    private Call(Callable<T> work, boolean hasPermit, boolean mustRun) {
      super(work);
      this.work = work;
      this.hasPermit = hasPermit;
      this.mustRun = mustRun;
    }

    @Override
    public void run() {
      try {
        super.run();
        if (mustRun && !made) {
          // It was given up before it began, or at that very moment.
          runUnheard();
        }
      } finally {
        if (network) {
          // The next call of this thread is not the one that was interrupted.
          boolean unused = Thread.interrupted();
        }
        lastEnded = System.nanoTime();
        if (hasPermit) {
          free.release();
        }
      }
    }

    /** Called when the call has returned, even if its result is dropped. */
    @Override
    protected void set(T result) {
      made = true;
      super.set(result);
    }

    /** As {@link #set}, for a call that failed. */
    @Override
    protected void setException(Throwable failure) {
      made = true;
      super.setException(failure);
    }

    private void runUnheard() {
      try {
        Object unused = work.call();
      } catch (Throwable e) {
        Log.LOG.debug("Wasm cache: a call that was given up failed", Printable.failure(e));
      }
    }

    /** Returns false if it has ended. */
    private boolean giveUp(Progress progress) {
      boolean givenUp = cancel(network);
      if (givenUp) {
        progress.abandon();
      }
      return givenUp;
    }
  }

  private static Exception unwrapped(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof LinkageError || cause instanceof OutOfMemoryError) {
      throw (Error) cause;
    }
    // Any other error concerns only that thread: that its stack was too small says nothing about
    // this one.
    return cause instanceof Exception exception ? exception : failure;
  }

  /** Takes no more calls, and does not wait for those that run. Idempotent. */
  void close() {
    threads.shutdown();
  }

  /** Waits for the calls that run after {@link #close}. */
  void awaitEnd(long nanos) {
    try {
      if (!threads.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
        Log.LOG.debug("Wasm cache: a call to a tier is left to itself at the end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Interrupts the calls that run. */
  void interrupt() {
    threads.shutdownNow();
  }
}
