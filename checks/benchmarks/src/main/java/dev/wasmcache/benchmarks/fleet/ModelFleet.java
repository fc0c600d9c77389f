package dev.wasmcache.benchmarks.fleet;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Computes the start of a fleet, event by event: the same for the same seed. */
final class ModelFleet {

  private final Load load;
  private final WaitRule rule;
  private final double spread;

  /**
   * @param spread the seconds within which the pods start, uniformly at random
   */
  ModelFleet(Load load, WaitRule rule, double spread) {
    this.load = load;
    this.rule = rule;
    this.spread = spread;
  }

  FleetResult run(Scenario scenario, TierModel model, int pods, long seed) {
    Simulation simulation = new Simulation();
    SplittableRandom random = new SplittableRandom(seed);
    ModelTier tier = new ModelTier(simulation, model, random.split());
    if (scenario == Scenario.FILLED) {
      tier.fill(load.artifactBytes());
    }
    Work work = new Work(simulation, load.oneHost());
    ModelPod[] all = new ModelPod[pods];
    for (int i = 0; i < pods; i++) {
      ModelPod pod = new ModelPod(simulation, tier, work, load, rule, random.split());
      all[i] = pod;
      simulation.at(random.nextDouble() * spread, () -> pod.start(scenario));
    }
    simulation.run();
    double[] ready = Arrays.stream(all).mapToDouble(ModelPod::ready).sorted().toArray();
    return new FleetResult(
        pods,
        Arrays.stream(all).filter(ModelPod::compiled).count(),
        tier.requests(),
        tier.bytesOut(),
        tier.peakPerSecond(),
        tier.failures(),
        ready[pods / 2],
        ready[pods - 1]);
  }

  /** The work of the pods themselves: at once, or one after another on the one host they share. */
  static final class Work {
    private final Simulation simulation;
    private final RequestQueue host;
    private final boolean oneHost;

    Work(Simulation simulation, boolean oneHost) {
      this.simulation = simulation;
      this.host = new RequestQueue(simulation);
      this.oneHost = oneHost;
    }

    void run(double seconds, Runnable then) {
      simulation.after(oneHost ? host.add(seconds) : seconds, then);
    }
  }
}
