package dev.wasmcache.internal.miss;

import dev.wasmcache.internal.guard.WaitBudget;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.util.ArrayList;
import java.util.List;

/**
 * What the tiers answered to one request, but for plain misses, and what it may still wait for
 * them. For one thread.
 */
public final class Trail {

  /** The outcome in one tier. */
  public record Step(Tier tier, Outcome outcome) {}

  private final List<Step> steps = new ArrayList<>(0);
  private final WaitBudget waits;

  public Trail(WaitBudget waits) {
    this.waits = waits;
  }

  /** Returns what the request may still wait for its tiers. */
  public WaitBudget waits() {
    return waits;
  }

  public void add(Tier tier, Outcome outcome) {
    if (outcome != Outcome.MISS && outcome != Outcome.HIT) {
      steps.add(new Step(tier, outcome));
    }
  }

  public boolean has(Tier tier, Outcome outcome) {
    return steps.contains(new Step(tier, outcome));
  }

  public List<Step> steps() {
    return steps;
  }
}
