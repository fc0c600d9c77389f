package dev.wasmcache.benchmarks.fleet;

import java.util.SplittableRandom;

/**
 * A pod in a simulation: what the cache does from a miss on its empty disk until the module is
 * there, as in {@code TieredCache}, {@code SharedFlight} and {@code Guard}.
 */
final class ModelPod {

  // The guard's default: after this many failures the store is paused.
  private static final int FAILURES = 3;

  private final Simulation simulation;
  private final ModelTier tier;
  private final ModelFleet.Work work;
  private final Load load;
  private final WaitRule rule;
  private final SplittableRandom random;
  private double began;
  private int failures;
  private int failedTries;
  private boolean leased;
  private boolean compiled;
  private double ready = Double.NaN;

  ModelPod(
      Simulation simulation,
      ModelTier tier,
      ModelFleet.Work work,
      Load load,
      WaitRule rule,
      SplittableRandom random) {
    this.simulation = simulation;
    this.tier = tier;
    this.work = work;
    this.load = load;
    this.rule = rule;
    this.random = random;
  }

  void start(Scenario scenario) {
    switch (scenario) {
      case NO_CACHE -> simulation.after(load.compileSeconds(), this::compiledAlone);
      case BAKED -> work.run(load.layerSeconds(), this::becomeReady);
      case EMPTY, FILLED -> look(this::await);
    }
  }

  private void await() {
    began = simulation.now();
    round(0);
  }

  private void round(int looks) {
    if (leftAlone()) {
      compile();
    } else if (rule.triesLease(looks)) {
      tier.tryLease(WaitRule.lease(load.wasmBytes()), answer -> tried(looks, answer));
    } else {
      look(() -> pause(looks));
    }
  }

  private static boolean failed(ModelTier.Answer answer) {
    return answer == ModelTier.Answer.REFUSED || answer == ModelTier.Answer.LATE;
  }

  private boolean leftAlone() {
    return failures >= FAILURES || failedTries >= FAILURES;
  }

  private void tried(int looks, ModelTier.Answer answer) {
    failedTries = failed(answer) ? failedTries + 1 : 0;
    switch (answer) {
      case YES -> {
        leased = true;
        look(this::compile);
      }
      case NO -> look(() -> pause(looks));
      // A tier that refuses the first try does not keep the pod from compiling.
      case REFUSED -> look(looks == 0 ? this::compile : () -> pause(looks));
      // This pod may hold the lease, with only the response lost.
      case LATE -> look(this::compile);
    }
  }

  private void look(Runnable otherwise) {
    tier.get(
        answer -> {
          if (answer == ModelTier.Answer.YES) {
            if (leased) {
              tier.release();
            }
            work.run(load.storeSeconds(), this::becomeReady);
            return;
          }
          failures = failed(answer) ? failures + 1 : 0;
          otherwise.run();
        });
  }

  private void pause(int looks) {
    double waited = simulation.now() - began;
    double left = WaitRule.patience(load.wasmBytes()) - waited;
    if (left <= 0) {
      compile();
      return;
    }
    double pause = rule.pause(looks, waited, random.nextDouble());
    simulation.after(Math.min(left, pause), () -> round(looks + 1));
  }

  private void compile() {
    compiled = true;
    simulation.after(
        load.compileSeconds(),
        () ->
            work.run(
                load.storeSeconds(),
                () -> {
                  becomeReady();
                  if (!leftAlone()) {
                    tier.put(load.artifactBytes(), leased);
                  }
                }));
  }

  private void compiledAlone() {
    compiled = true;
    becomeReady();
  }

  private void becomeReady() {
    ready = simulation.now();
  }

  boolean compiled() {
    return compiled;
  }

  /** Returns when it was ready, in seconds since the beginning. */
  double ready() {
    return ready;
  }
}
