package dev.wasmcache.benchmarks.fleet;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Computes the start of a fleet, event by event: the same for the same seed. */
final class ModelFleet {

  private final Load load;
  private final Protocol protocol;
  private final double spread;

  /**
   * @param spread the seconds within which the pods start, uniformly at random
   */
  ModelFleet(Load load, Protocol protocol, double spread) {
    this.load = load;
    this.protocol = protocol;
    this.spread = spread;
  }

  FleetResult run(Scenario scenario, TierModel model, int pods, long seed) {
    return run(scenario, Disturbance.NONE, model, pods, seed).common();
  }

  ModelResult run(
      Scenario scenario, Disturbance disturbance, TierModel model, int pods, long seed) {
    Simulation simulation = new Simulation();
    SplittableRandom random = new SplittableRandom(seed);
    ModelTier tier = new ModelTier(simulation, model, protocol, random.split());
    if (scenario == Scenario.FILLED) {
      tier.fill(load.storedBytes(protocol));
    }
    Work work = new Work(simulation, load.oneHost());
    LeaderDeath death = new LeaderDeath(disturbance.kind() == Disturbance.Kind.LEADER_DIES);
    ModelPod[] all = new ModelPod[pods];
    ModelHost host = new ModelHost();
    for (int i = 0; i < pods; i++) {
      host = i % protocol.podsPerHost() == 0 ? new ModelHost() : host;
      FairLink own = ownLink(simulation, disturbance, i);
      ModelPod pod =
          new ModelPod(simulation, tier, work, load, protocol, host, death, own, random.split());
      all[i] = pod;
      simulation.at(random.nextDouble() * spread, () -> pod.start(scenario));
    }
    disturb(simulation, tier, disturbance);
    simulation.run();
    return result(all, tier);
  }

  private static void disturb(Simulation simulation, ModelTier tier, Disturbance disturbance) {
    Runnable action =
        switch (disturbance.kind()) {
          case LINK_HALVES -> tier::halve;
          case RESTART -> () -> tier.restart(Disturbance.RESTART_SECONDS);
          case BREAK -> tier::breakConnections;
          case NOTHING, LEADER_DIES, SLOW_PODS -> () -> {};
        };
    simulation.at(disturbance.at(), action);
  }

  private static @Nullable FairLink ownLink(
      Simulation simulation, Disturbance disturbance, int number) {
    return disturbance.kind() == Disturbance.Kind.SLOW_PODS && number < Disturbance.SLOW_PODS
        ? new FairLink(simulation, disturbance.slowBytesPerSecond(), TierModel.UNLIMITED)
        : null;
  }

  private static ModelResult result(ModelPod[] all, ModelTier tier) {
    List<ModelPod> alive = Arrays.stream(all).filter(pod -> !pod.isDead()).toList();
    double[] ready = alive.stream().mapToDouble(ModelPod::ready).sorted().toArray();
    FleetResult common =
        new FleetResult(
            all.length,
            Arrays.stream(all).filter(ModelPod::compiled).count(),
            tier.requests(),
            Math.round(tier.bytesOut()),
            tier.peakPerSecond(),
            tier.failures(),
            ready[ready.length / 2],
            ready[ready.length - 1],
            -1);
    return new ModelResult(
        common,
        Math.max(0, tier.bytesOut() - tier.bytesUsed()),
        alive.stream().mapToDouble(ModelPod::waited).max().orElse(0));
  }

  /** The one pod that dies, if any. Not safe for concurrent use. */
  static final class LeaderDeath {
    private boolean toCome;

    LeaderDeath(boolean toCome) {
      this.toCome = toCome;
    }

    /** Whether the pod that asks dies: the first one, and no other. */
    boolean strikes() {
      boolean now = toCome;
      toCome = false;
      return now;
    }
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
