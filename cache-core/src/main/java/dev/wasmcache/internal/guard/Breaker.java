package dev.wasmcache.internal.guard;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Remembers whether a tier works, so that a failing tier is paused. After several failures in a row
 * it opens. At the end of the pause it lets one call through, and doubles the pause if that call
 * fails too. Does no I/O. Times are those of {@link System#nanoTime}. Safe for concurrent use.
 */
public final class Breaker {

  private static final int FAILURES_TO_OPEN = 5;
  private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toNanos();
  private static final State CLOSED = new State(0, 0, 0, false, false);

  private final AtomicReference<State> state = new AtomicReference<>(CLOSED);

  /**
   * @param failures how many failures in a row, until it opened
   * @param pause how long the tier is paused; 0 as long as it works
   * @param until when a call may next try the tier
   * @param trying whether a call is trying it now
   * @param hung whether a call that hung opened it
   */
  private record State(int failures, long pause, long until, boolean trying, boolean hung) {
    boolean open() {
      return pause > 0;
    }
  }

  /** Whether a call may be made now: always while the tier works, else the first after a pause. */
  public boolean allows(long now) {
    State seen = state();
    if (!seen.open()) {
      return true;
    }
    // The trying call starts another pause: other calls keep away, and a call that never returns is
    // replaced.
    return now - seen.until >= 0
        && state.compareAndSet(
            seen, new State(seen.failures, seen.pause, now + seen.pause, true, seen.hung));
  }

  /** Records a success. Returns whether the tier was paused until now. */
  public boolean succeeded() {
    State seen = state();
    if (seen.failures > 0) {
      state.set(CLOSED);
    }
    return seen.open();
  }

  /**
   * Notes that a call failed.
   *
   * @param grave whether one failure is enough to open: a call that hung has cost its whole budget
   */
  public void failed(long now, boolean grave) {
    state.updateAndGet(seen -> afterFailure(seen, now, grave));
  }

  private static State afterFailure(State seen, long now, boolean grave) {
    if (!seen.open()) {
      int failures = seen.failures + 1;
      long pause = grave || failures >= FAILURES_TO_OPEN ? FIRST_PAUSE : 0;
      return new State(failures, pause, now + pause, false, grave);
    }
    if (!seen.trying()) {
      // The call was already running when the breaker opened, so it says nothing new.
      return seen;
    }
    long pause = Math.min(2 * seen.pause, LONGEST_PAUSE);
    return new State(seen.failures, pause, now + pause, false, grave);
  }

  /** Whether the tier is paused. */
  public boolean isOpen() {
    return state().open();
  }

  /** Whether calls are kept away because one hung. */
  public boolean isOpenForAHang() {
    State seen = state();
    return seen.open() && seen.hung;
  }

  @SuppressWarnings("NullAway") // It is never set to null.
  private State state() {
    return state.get();
  }
}
