package dev.wasmcache.internal.guard;

import dev.wasmcache.internal.compile.Worth;
import dev.wasmcache.stats.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time that one operation of the cache may still wait for its tiers, whatever their number and
 * whichever of its calls hang, and the tiers that have hung in it: those are not asked again. Time
 * in which bytes arrived is not charged. Does no I/O. For one thread.
 */
public final class WaitBudget {

  private static final long UNLIMITED = 0;
  private static final long NOT_KNOWN = -1;

  private final long nanos;
  private final long wasmBytes;
  private final long end;
  private long spent;
  private final List<Tier> hung = new ArrayList<>(0);
  private @Nullable Tier givenUp;

  private WaitBudget(long nanos, long wasmBytes, long end) {
    this.nanos = nanos;
    this.wasmBytes = wasmBytes;
    this.end = end;
  }

  /**
   * Returns the budget of one request.
   *
   * @param nanos what it may wait in all; 0 if each of its calls may take its own time
   */
  public static WaitBudget ofNanos(long nanos) {
    return new WaitBudget(nanos, NOT_KNOWN, 0);
  }

  /**
   * Returns the budget of a request that would otherwise compile a module: it waits for a transfer
   * that is slow, as long as compiling would take longer.
   *
   * @param nanos as in {@link #ofNanos}
   * @param wasmBytes the size of the module
   * @param end until when it may wait for such transfers, as {@link System#nanoTime} has it
   */
  public static WaitBudget ofModule(long nanos, long wasmBytes, long end) {
    return new WaitBudget(nanos, wasmBytes, end);
  }

  /** Returns a budget for operators, in which each call may take its own time. */
  public static WaitBudget unlimited() {
    return new WaitBudget(UNLIMITED, NOT_KNOWN, 0);
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

  /** Whether it is known what the request would do instead of waiting. */
  boolean hasWorth() {
    return wasmBytes != NOT_KNOWN;
  }

  /** Returns what that would take, in nanoseconds; 0 if it is not known. */
  long worth() {
    return hasWorth() ? Worth.nanos(wasmBytes) : 0;
  }

  /** Returns until when the request may wait for a transfer that is slow. */
  long end() {
    return end;
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

  /**
   * Notes that a tier on a network has the entry, but sent it too slowly. There is one such tier.
   */
  void givesUp(Tier tier) {
    givenUp = tier;
  }

  /** Returns whether the entry of a tier was given up because it came too slowly. */
  public boolean gaveUp(Tier tier) {
    return tier == givenUp;
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
