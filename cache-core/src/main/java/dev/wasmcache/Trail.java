package dev.wasmcache;

import java.util.ArrayList;
import java.util.List;

/**
 * What the tiers answered to one request, but for plain misses, and what it may still wait for
 * them. For one thread.
 */
final class Trail {

  /** The outcome in one tier. */
  record Step(Tier tier, Outcome outcome) {}

  private final List<Step> steps = new ArrayList<>(0);
  private final WaitBudget waits;

  Trail(WaitBudget waits) {
    this.waits = waits;
  }

  /** Returns what the request may still wait for its tiers. */
  WaitBudget waits() {
    return waits;
  }

  void add(Tier tier, Outcome outcome) {
    if (outcome != Outcome.MISS && outcome != Outcome.HIT) {
      steps.add(new Step(tier, outcome));
    }
  }

  boolean has(Tier tier, Outcome outcome) {
    return steps.contains(new Step(tier, outcome));
  }

  List<Step> steps() {
    return steps;
  }
}
