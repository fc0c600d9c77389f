package dev.wasmcache.simulated;

/** Decides which calls meet which faults. For one run. */
public final class FaultPlan {

  private static final int RARE = 30;

  private final Scenario scenario;
  private final Dice dice;
  private boolean active = true;
  private int count;

  public FaultPlan(Scenario scenario) {
    this.scenario = scenario;
    this.dice = new Dice(scenario.seed() ^ 0x5DEECE66DL);
  }

  /** Whether a fault of this kind strikes now, once in some thirty times. */
  public boolean strikes(FaultKind kind) {
    return strikes(kind, RARE);
  }

  /** Whether a fault of this kind strikes now, once in so many times. */
  public boolean strikes(FaultKind kind, int oneIn) {
    if (!active || count >= scenario.mostFaults() || !scenario.faults().contains(kind)) {
      return false;
    }
    if (!dice.oneIn(oneIn)) {
      return false;
    }
    count++;
    World.tell("meets " + kind);
    return true;
  }

  public Dice dice() {
    return dice;
  }

  /** From now on, nothing goes wrong. */
  public void end() {
    active = false;
  }

  public boolean isActive() {
    return active;
  }
}
