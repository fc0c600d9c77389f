package dev.wasmcache.simulated;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Stands for {@link java.util.concurrent.FutureTask}. */
public class SimulatedFuture<T> implements Runnable {

  private enum State {
    NEW,
    DONE,
    FAILED,
    CANCELLED
  }

  private final Callable<T> work;
  private State state = State.NEW;
  private @Nullable SimulatedThread runner;
  private @Nullable T result;
  private @Nullable Throwable failure;

  public SimulatedFuture(Callable<T> work) {
    this.work = work;
  }

  @Override
  public void run() {
    if (state != State.NEW || runner != null) {
      return;
    }
    runner = SimulatedThread.currentThread();
    try {
      T made;
      try {
        made = work.call();
      } catch (Stopped e) {
        throw e;
      } catch (Throwable e) {
        setException(e);
        return;
      }
      set(made);
    } finally {
      runner = null;
    }
  }

  protected void set(T made) {
    if (state == State.NEW) {
      result = made;
      state = State.DONE;
    }
  }

  protected void setException(Throwable thrown) {
    if (state == State.NEW) {
      failure = thrown;
      state = State.FAILED;
    }
  }

  public boolean cancel(boolean interrupts) {
    World.innerStep("cancel");
    if (state != State.NEW) {
      return false;
    }
    state = State.CANCELLED;
    SimulatedThread thread = runner;
    if (interrupts && thread != null) {
      thread.interrupt();
    }
    return true;
  }

  public boolean isCancelled() {
    return state == State.CANCELLED;
  }

  public boolean isDone() {
    return state != State.NEW;
  }

  public T get(long time, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!isDone()) {
      boolean done =
          World.waitFor("a result", this::isDone, World.deadline(Math.max(0, unit.toNanos(time))));
      if (!done) {
        throw new TimeoutException();
      }
    }
    return report();
  }

  @SuppressWarnings("NullAway") // A result may be null.
  private T report() throws ExecutionException {
    if (state == State.CANCELLED) {
      throw new CancellationException();
    }
    if (state == State.FAILED) {
      throw new ExecutionException(failure);
    }
    return result;
  }
}
