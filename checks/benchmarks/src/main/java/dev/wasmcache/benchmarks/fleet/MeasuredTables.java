package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Real pods and servers, and for each the model of this machine. */
final class MeasuredTables {

  private static final double SPREAD = 1;

  private final List<Integer> pods;
  private final RealModule module;
  private final Load load;
  private final long seed;
  private final long bandwidth;
  private final MarkdownTable calibrations =
      new MarkdownTable(
          "server",
          "miss, us",
          "try of a lease, us",
          "entries, MB/s",
          "server's CPU per miss, us",
          "per MB, us");
  private final MarkdownTable fleets =
      new MarkdownTable(
          "tier",
          "pods",
          "compiles",
          "model",
          "requests",
          "model",
          "sent, MB",
          "model",
          "half ready, s",
          "model",
          "last ready, s",
          "model",
          "off by",
          "processors busy");

  /**
   * @param bandwidth of the network, in bytes per second; 0 for what the machine can do
   */
  MeasuredTables(List<Integer> pods, RealModule module, Load load, long seed, long bandwidth) {
    this.pods = pods;
    this.module = module;
    this.load = load;
    this.seed = seed;
    this.bandwidth = bandwidth;
  }

  /** Measures the server, without a fleet. */
  Calibration calibrate(FleetServer server) throws Exception {
    Calibration calibration = Calibration.of(server, module);
    calibrations.row(
        server.kind() == TierModel.Kind.REDIS ? "Redis" : "S3Mock",
        Numbers.show(1e6 * calibration.secondsPerMiss()),
        Numbers.show(1e6 * calibration.secondsPerTry()),
        Numbers.show(calibration.bytesPerSecond() / 1e6),
        Numbers.show(1e6 * calibration.serverSecondsPerMiss()),
        Numbers.show(1e12 * calibration.serverSecondsPerByte()));
    return calibration;
  }

  /** Starts fleets of every size. */
  void measure(
      String tier, Scenario scenario, @Nullable FleetServer server, Calibration calibration)
      throws Exception {
    RealFleet fleet = new RealFleet(module, SPREAD);
    TierModel model =
        behindNetwork(calibration).model(server == null ? TierModel.Kind.REDIS : server.kind());
    for (int size : pods) {
      System.err.println(tier + ", " + size + " pods");
      if (server != null) {
        server.bandwidth(bandwidth);
      }
      add(
          tier,
          fleet.run(scenario, server, size, seed),
          new ModelFleet(load, Protocol.CURRENT, SPREAD).run(scenario, model, size, seed));
    }
  }

  private Calibration behindNetwork(Calibration measured) {
    return bandwidth == 0
        ? measured
        : new Calibration(
            measured.secondsPerMiss(),
            measured.secondsPerTry(),
            Math.min(measured.bytesPerSecond(), (double) bandwidth),
            measured.serverSecondsPerMiss(),
            measured.serverSecondsPerByte());
  }

  private void add(String tier, FleetResult real, FleetResult model) {
    // A large fleet takes minutes, and the table comes last.
    System.err.printf(
        Locale.ROOT,
        "%d of %d pods compiled, the last was ready after %.1f s%n",
        real.compiles(),
        real.pods(),
        real.lastReady());
    fleets.row(
        tier,
        Integer.toString(real.pods()),
        Long.toString(real.compiles()),
        Long.toString(model.compiles()),
        Long.toString(real.requests()),
        Long.toString(model.requests()),
        Numbers.show(real.bytesOut() / 1e6),
        Numbers.show(model.bytesOut() / 1e6),
        Numbers.show(real.medianReady()),
        Numbers.show(model.medianReady()),
        Numbers.show(real.lastReady()),
        Numbers.show(model.lastReady()),
        String.format(Locale.ROOT, "%+.0f %%", 100 * (model.lastReady() / real.lastReady() - 1)),
        String.format(Locale.ROOT, "%.0f %%", 100 * real.processorUse()));
  }

  MarkdownTable calibrations() {
    return calibrations;
  }

  MarkdownTable fleets() {
    return fleets;
  }
}
