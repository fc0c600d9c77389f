package dev.wasmcache.internal.guard;

import dev.wasmcache.stats.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The time that one operation of the cache may still wait for its tiers, whatever their number and
 * whichever of its calls hang, and the tiers that have hung in it: those are not asked again. Time
 * in which bytes arrived is not charged. Does no I/O. For one thread.
 */
public final class WaitBudget {

  private static final long UNLIMITED = 0;

  private final long nanos;
  private long spent;
  private final List<Tier> hung = new ArrayList<>(0);

  private WaitBudget(long nanos) {
    this.nanos = nanos;
  }

  /**
   * Returns the budget of one request.
   *
   * @param nanos what it may wait in all; 0 if each of its calls may take its own time
   */
  public static WaitBudget ofNanos(long nanos) {
    return new WaitBudget(nanos);
  }

  /** Returns a budget for operators, in which each call may take its own time. */
  public static WaitBudget unlimited() {
    return new WaitBudget(UNLIMITED);
  }

  /**
   * Returns for how long a call may be waited for.
   *
   * @param own what a call to this tier may take by itself
   * @param reserved what is kept for the tiers after it, so that one that hangs leaves them some
   */
  public long allowed(long own, long reserved) {
    return nanos == UNLIMITED ? own : Math.max(0, Math.min(own, nanos - spent - reserved));
  }

  /** Charges what a call was waited for. */
  public void spend(long waited) {
    spent += Math.max(0, waited);
  }

  public long spent() {
    return spent;
  }

  /** Charges nothing for what was waited since. It was another process that was waited for. */
  public void refundTo(long before) {
    spent = before;
  }

  /** Notes that a tier hung. */
  public void hangs(Tier tier) {
    hung.add(tier);
  }

  /** Returns whether a tier hung in this operation. */
  public boolean hung(Tier tier) {
    return hung.contains(tier);
  }

  @Override
  public String toString() {
    return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
  }
}
