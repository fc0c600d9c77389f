package dev.wasmcache.internal.guard;

import dev.wasmcache.StoreException;
import dev.wasmcache.internal.Log;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls to a tier on threads of the library, so that a disk or a network that hangs holds
 * none of the caller's: the caller waits for its budget and goes on without the tier.
 *
 * <p>Safe for concurrent use. The waiting thread's interrupt status is preserved.
 */
public final class TimedCalls {

  private static final long KEPT_ALIVE_SECONDS = 10;

  private final Tier tier;
  private final int places;
  private final Semaphore free;
  private final long slowestBytesPerSecond;
  private final boolean passesInterruptsOn;
  private final Daemons daemons;
  private final ThreadPoolExecutor threads;
  private volatile long lastEnded = System.nanoTime();

  /**
   * @param places so many calls may hang at once; more wait for a place, within their budget
   * @param slowestBytesPerSecond a call may take the time to move its bytes at this speed besides
   *     its budget
   * @param passesInterruptsOn whether an interrupt of the caller interrupts the call. One of a file
   *     would lose what is written
   */
  public TimedCalls(Tier tier, int places, long slowestBytesPerSecond, boolean passesInterruptsOn) {
    this.tier = tier;
    this.places = places;
    this.free = new Semaphore(places, true);
    this.slowestBytesPerSecond = slowestBytesPerSecond;
    this.passesInterruptsOn = passesInterruptsOn;
    this.daemons = new Daemons(tier);
    this.threads =
        new ThreadPoolExecutor(
            0,
            // The permits are the limit: one is free a moment before its thread is.
            Integer.MAX_VALUE,
            KEPT_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            daemons);
  }

  /** A class where a lambda would do: a lambda costs a fresh JVM more. */
  private static final class Daemons implements ThreadFactory {
    private final Tier tier;
    private final AtomicInteger number = new AtomicInteger();

    private Daemons(Tier tier) {
      this.tier = tier;
    }

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, "wasm-cache-" + tier.id() + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }

  /** Counts the bytes that a call has moved while it runs. Set by its thread, read by another. */
  public static final class Progress {
    private volatile long bytes;

    /** Notes how many bytes have been moved in all, by one way to count them. */
    public void moved(long total) {
      bytes = Math.max(bytes, total);
    }
  }

  /**
   * How long a call may be waited for.
   *
   * @param own what such a call may take; 0 means for as long as it takes, on the caller's thread
   * @param allowed what of that the operation can still wait
   * @param startsAnyway whether it is started even if it cannot be waited for
   */
  public record Limits(long own, long allowed, boolean startsAnyway) {

    /** Returns the limits of a call that is no part of a request. */
    static Limits of(long own) {
      return new Limits(own, own, false);
    }

    /** Whether a call that takes so long hangs. With less time it may just have been slow. */
    boolean enoughToTell() {
      return allowed >= own / 2;
    }
  }

  /**
   * Runs a call and waits for it.
   *
   * @param late told an answer that comes after the call was given up
   * @throws StoreException {@link Outcome#TIMEOUT} if it hangs; it goes on by itself, and its
   *     answer is dropped. {@link Outcome#SKIPPED} if other calls took all the places, or the
   *     operation had too little time left to tell
   * @throws Exception what the call throws
   */
  public <T> T call(Limits limits, Progress progress, Callable<T> work, @Nullable Consumer<T> late)
      throws Exception {
    if (limits.own == 0) {
      return work.call();
    }
    if (limits.allowed == 0 && !limits.startsAnyway) {
      throw usedUp();
    }
    long start = System.nanoTime();
    boolean waited = takePlace(start, limits);
    Call<T> call = new Call<>(work, late, true, limits.startsAnyway);
    try {
      threads.execute(call);
    } catch (RejectedExecutionException e) {
      free.release();
      throw failed(Outcome.SKIPPED, "the cache is closed");
    } catch (OutOfMemoryError e) {
      // No thread can be created, as in a container with a limit: better here than not at all.
      call.run();
    }
    return await(call, start, waited, limits, progress);
  }

  /**
   * Runs something that must be done even if every place is taken and after {@link #close}, and
   * waits for it no longer than allowed.
   *
   * @param allowed nanoseconds
   * @param forAsLongAsItTakes whether it runs on the caller's thread, without a limit
   */
  public void callAlways(long allowed, boolean forAsLongAsItTakes, Runnable work) throws Exception {
    if (forAsLongAsItTakes) {
      work.run();
      return;
    }
    long start = System.nanoTime();
    Call<Boolean> call = new Call<>(Executors.callable(work, true), null, false, true);
    try {
      try {
        threads.execute(call);
      } catch (RejectedExecutionException e) {
        daemons.newThread(call).start();
      }
    } catch (OutOfMemoryError e) {
      call.run();
    }
    boolean unused = await(call, start, false, new Limits(allowed, allowed, true), new Progress());
  }

  /** Runs something that is not waited for, if there is a place and a thread for it. */
  public void start(Runnable work) {
    if (!free.tryAcquire()) {
      return;
    }
    try {
      threads.execute(new Call<>(Executors.callable(work), null, true, true));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      free.release();
      Log.LOG.debug("Wasm cache: a tier is not tried now: {}", e.toString());
    }
  }

  /** Returns whether it had to wait for one. */
  private boolean takePlace(long start, Limits limits) throws StoreException {
    if (free.tryAcquire()) {
      return false;
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          long left = start + limits.allowed - System.nanoTime();
          if (free.tryAcquire(left, TimeUnit.NANOSECONDS)) {
            return true;
          }
          // A tier that hangs is to blame, one that is busy is not.
          throw lastEnded - start < 0 && limits.enoughToTell()
              ? timeout(limits, "none of the " + places + " running calls to it ended within")
              : busy(limits);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T> T await(Call<T> call, long start, boolean waited, Limits limits, Progress progress)
      throws Exception {
    boolean interrupted = false;
    try {
      while (true) {
        long left = limits.allowed + nanosFor(progress) - (System.nanoTime() - start);
        try {
          return call.get(left);
        } catch (TimeoutException e) {
          if (limits.allowed + nanosFor(progress) <= System.nanoTime() - start) {
            if (!call.giveUp()) {
              // It has just ended.
              continue;
            }
            throw givenUp(limits, waited);
          }
        } catch (InterruptedException e) {
          interrupted = true;
          if (passesInterruptsOn) {
            call.interrupt();
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

  private StoreException givenUp(Limits limits, boolean waited) {
    if (waited) {
      // After a wait for its place it had less time than a call may take.
      return busy(limits);
    }
    return limits.enoughToTell() ? timeout(limits, "it took longer than") : usedUp();
  }

  private StoreException timeout(Limits limits, String what) {
    return failed(Outcome.TIMEOUT, what + " " + millis(limits) + " ms");
  }

  private StoreException busy(Limits limits) {
    return failed(
        Outcome.SKIPPED,
        "other calls to it held all " + places + " permits for most of " + millis(limits) + " ms");
  }

  private StoreException usedUp() {
    return failed(Outcome.SKIPPED, "the time that a request waits for its tiers was used up");
  }

  private static long millis(Limits limits) {
    return TimeUnit.NANOSECONDS.toMillis(limits.allowed);
  }

  private StoreException failed(Outcome outcome, String what) {
    return new StoreException(outcome, what, Failures.setting(tier, Outcome.TIMEOUT));
  }

  /** A call, and what happens to its answer if it was given up. */
  private final class Call<T> implements Runnable {
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final Callable<T> work;
    private final @Nullable Consumer<T> late;
    private final boolean hasPlace;
    private final boolean mustRun;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Thread runner;
    private boolean interrupted;

    /**
     * @param mustRun whether it is made even if it was given up before it has begun
     */
    private Call(Callable<T> work, @Nullable Consumer<T> late, boolean hasPlace, boolean mustRun) {
      this.work = work;
      this.late = late;
      this.hasPlace = hasPlace;
      this.mustRun = mustRun;
    }

    @Override
    public void run() {
      begin();
      try {
        if (mustRun || !answer.isDone()) {
          answer(work.call());
        }
      } catch (Throwable e) {
        boolean unused = answer.completeExceptionally(e);
      } finally {
        end();
        lastEnded = System.nanoTime();
        if (hasPlace) {
          free.release();
        }
      }
    }

    private void begin() {
      lock.lock();
      try {
        runner = Thread.currentThread();
      } finally {
        lock.unlock();
      }
    }

    private void end() {
      lock.lock();
      try {
        runner = null;
        // The next call of this thread is not the one that was interrupted.
        boolean unused = interrupted && Thread.interrupted();
      } finally {
        lock.unlock();
      }
    }

    private void interrupt() {
      lock.lock();
      try {
        if (runner != null) {
          interrupted = true;
          runner.interrupt();
        }
      } finally {
        lock.unlock();
      }
    }

    private void answer(T value) {
      if (!answer.complete(value) && late != null) {
        late.accept(value);
      }
    }

    private T get(long nanos) throws InterruptedException, ExecutionException, TimeoutException {
      return answer.get(nanos, TimeUnit.NANOSECONDS);
    }

    /** Returns false if it has ended. */
    private boolean giveUp() {
      return answer.cancel(false);
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

  /** Returns the time that the bytes which have been moved may take, in nanoseconds. */
  public long nanosFor(Progress progress) {
    return progress.bytes * (TimeUnit.SECONDS.toNanos(1) / slowestBytesPerSecond);
  }

  /** Takes no more calls, and does not wait for those that run. Idempotent. */
  public void close() {
    threads.shutdown();
  }

  /** Waits for the calls that run after {@link #close}. */
  public void awaitEnd(long nanos) {
    try {
      if (!threads.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
        Log.LOG.debug("Wasm cache: a call to a tier is left to itself at the end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
