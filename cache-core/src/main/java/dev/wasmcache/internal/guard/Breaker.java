package dev.wasmcache.internal.guard;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whether a tier works, so that a failing tier is paused. It opens after so many failures
 * among the last calls, and at the end of the pause it lets one trial through. Each pause is twice
 * as long as the one before, unless the tier has worked for a while in between, and varies by a
 * third, so that a fleet does not come back at once. Does no I/O. Times are those of {@link
 * System#nanoTime}. Safe for concurrent use.
 *
 * <p>While it is open, only the trial counts: a call that was already running says nothing new.
 */
public final class Breaker {

  /** The most calls that are remembered. */
  public static final int LONGEST_WINDOW = 63;

  private static final double JITTER = 0.3;
  private static final int MOST_DOUBLINGS = 30;
  private static final State CLOSED = new State(0, 0, 0, 0, false, false);

  private final Rules rules;
  // Null for the random numbers of the platform.
  private final @Nullable DoubleSupplier random;
  private final AtomicReference<State> state = new AtomicReference<>(CLOSED);

  /**
   * When a tier is paused, and for how long.
   *
   * @param failures how many of the last calls must fail
   * @param window how many of the last calls count, at most {@link #LONGEST_WINDOW}
   * @param hangOpens whether one call that hangs is enough: it has cost its whole budget
   * @param firstPause nanoseconds
   * @param longestPause nanoseconds
   */
  public record Rules(
      int failures, int window, boolean hangOpens, long firstPause, long longestPause) {}

  /** Creates a breaker that is closed. */
  public Breaker(Rules rules) {
    this(rules, null);
  }

  /**
   * As {@link #Breaker(Rules)}, for a test.
   *
   * @param random numbers from 0 to 1; null for those of the platform
   */
  Breaker(Rules rules, @Nullable DoubleSupplier random) {
    this.rules = rules;
    this.random = random;
  }

  /**
   * @param recent the last calls, one bit each: 1 is a failure
   * @param pause how long the tier is paused; 0 as long as it works
   * @param until when the next trial may be made, or, while it works, from when on it has worked
   *     for long
   * @param doublings how often the pause has been doubled
   * @param trying whether a trial is running
   * @param hung whether a call that hung opened it
   */
  private record State(
      long recent, long pause, long until, int doublings, boolean trying, boolean hung) {
    boolean open() {
      return pause > 0;
    }
  }

  /** Whether calls may be made. */
  public boolean isClosed() {
    return !state().open();
  }

  /** Whether a trial is running. */
  public boolean isTrying() {
    return state().trying;
  }

  /** Whether calls are kept away because one hung. */
  public boolean isOpenForHang() {
    return state().hung;
  }

  /**
   * Begins a trial, if the pause is over and none is running. It must be followed by {@link
   * #trialSucceeded}, {@link #trialFailed} or {@link #trialCancelled}; one that never ends is
   * replaced after another pause.
   */
  public boolean tryTrial(long now) {
    State seen = state();
    return seen.open()
        && now - seen.until >= 0
        && state.compareAndSet(
            seen,
            new State(seen.recent, seen.pause, now + seen.pause, seen.doublings, true, seen.hung));
  }

  /** Ends a trial that was not made: the next caller may make it. */
  public void trialCancelled(long now) {
    state.updateAndGet(
        seen ->
            seen.open()
                ? new State(seen.recent, seen.pause, now, seen.doublings, false, seen.hung)
                : seen);
  }

  /** Closes, and forgets the failures. */
  public void trialSucceeded(long now) {
    state.updateAndGet(
        seen ->
            seen.open()
                ? new State(0, 0, now + 2 * seen.pause, seen.doublings, false, false)
                : seen);
  }

  /** Pauses for longer. */
  public void trialFailed(long now, boolean hung) {
    double factor = factor();
    state.updateAndGet(
        seen -> seen.open() ? opened(seen.recent, seen.doublings + 1, now, hung, factor) : seen);
  }

  /** Records a call that worked. */
  public void succeeded() {
    // As a rule there is nothing to forget, so that calls do not contend.
    if (state().recent != 0) {
      state.updateAndGet(seen -> seen.open() ? seen : counted(seen, false));
    }
  }

  /**
   * Records a call that failed.
   *
   * @return whether it was the one that opened this
   */
  public boolean failed(long now, boolean hung) {
    double factor = factor();
    State before = state.getAndUpdate(seen -> afterFailure(seen, now, hung, factor));
    return !before.open() && afterFailure(before, now, hung, factor).open();
  }

  private State afterFailure(State seen, long now, boolean hung, double factor) {
    if (seen.open()) {
      return seen;
    }
    State counted = counted(seen, true);
    boolean opens = hung && rules.hangOpens;
    if (!opens && Long.bitCount(counted.recent) < rules.failures) {
      return counted;
    }
    boolean workedForLong = seen.until == 0 || now - seen.until >= 0;
    int doublings = workedForLong ? 0 : seen.doublings + 1;
    return opened(counted.recent, doublings, now, opens, factor);
  }

  private State counted(State seen, boolean failed) {
    long recent = ((seen.recent << 1) | (failed ? 1 : 0)) & ((1L << rules.window) - 1);
    return new State(recent, 0, seen.until, seen.doublings, false, false);
  }

  private State opened(long recent, int doublings, long now, boolean hung, double factor) {
    int bounded = Math.min(doublings, MOST_DOUBLINGS);
    long longest = rules.longestPause;
    long full = rules.firstPause > longest >> bounded ? longest : rules.firstPause << bounded;
    long pause = Math.max(1, Math.min(longest, (long) (full * factor)));
    return new State(recent, pause, now + pause, bounded, false, hung);
  }

  private double factor() {
    return 1 + JITTER * (2 * random() - 1);
  }

  private double random() {
    return random == null ? ThreadLocalRandom.current().nextDouble() : random.getAsDouble();
  }

  @SuppressWarnings("NullAway") // It is never set to null.
  private State state() {
    return state.get();
  }
}
