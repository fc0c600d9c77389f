package dev.wasmcache;

import java.util.ArrayList;
import java.util.List;

/** The outcomes of one request in the tiers, without hits and plain misses. For one thread. */
final class Trail {

  /** The outcome in one tier. */
  record Step(Tier tier, Outcome outcome) {}

  private final List<Step> steps = new ArrayList<>(0);

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
