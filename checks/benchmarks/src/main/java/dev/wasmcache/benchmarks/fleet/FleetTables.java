package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import java.util.List;
import java.util.Locale;

/** The model's results for fleets that do not fit on a machine here. */
final class FleetTables {

  private static final List<Integer> PODS = List.of(10, 100, 1000, 10_000);
  private static final List<Integer> MANY_PODS = List.of(1000, 10_000);
  private static final double AT_ONCE = 1;
  private static final double ROLL_OUT = 60;
  private static final double MEGABYTE = 1 << 20;

  private final TierModel redis;
  private final TierModel s3;
  private final List<Load> loads;

  FleetTables(TierModel redis, TierModel s3, List<Load> loads) {
    this.redis = redis;
    this.s3 = s3;
    this.loads = loads;
  }

  void print(long seed) {
    for (Load load : loads) {
      System.out.printf(
          Locale.ROOT,
          "Model, %s (%.1f MB of Wasm, %.1f s, %.1f MB), all started within %.0f s:%n%n%s%n",
          load.name(),
          load.wasmBytes() / 1e6,
          load.compileSeconds(),
          load.artifactBytes() / 1e6,
          AT_ONCE,
          all(load, AT_ONCE, PODS, seed));
      System.out.printf(
          Locale.ROOT,
          "Model, %s, started within %.0f s:%n%n%s%n",
          load.name(),
          ROLL_OUT,
          all(load, ROLL_OUT, MANY_PODS, seed));
    }
    System.out.println("Model, how waiting pods poll:\n\n" + rules(seed));
    Load largest = loads.get(loads.size() - 1);
    System.out.println(
        "Model, "
            + largest.name()
            + ", guards with longer timeouts (minimumBytesPerSecond):\n\n"
            + patience(largest, seed));
  }

  private String patience(Load load, long seed) {
    MarkdownTable table =
        new MarkdownTable(
            "Redis", "pods", "slowest read, MB/s", "compiles", "sent, GB", "last ready, s");
    for (Scenario scenario : List.of(Scenario.EMPTY, Scenario.FILLED)) {
      for (int size : MANY_PODS) {
        for (double megabytes : List.of(10.0, 1.0, 0.1)) {
          FleetResult result =
              new ModelFleet(load, WaitRule.PRESENT, AT_ONCE)
                  .run(scenario, redis.withSlowestRead(megabytes * MEGABYTE), size, seed);
          table.row(
              scenario.toString(),
              Integer.toString(size),
              Numbers.show(megabytes),
              Long.toString(result.compiles()),
              Numbers.show(result.bytesOut() / 1e9),
              Numbers.show(result.lastReady()));
        }
      }
    }
    return table.toString();
  }

  private String all(Load load, double spread, List<Integer> pods, long seed) {
    MarkdownTable table =
        new MarkdownTable(
            "tier",
            "pods",
            "compiles",
            "requests",
            "sent, GB",
            "peak requests/s",
            "timed out or refused",
            "half ready, s",
            "last ready, s");
    ModelFleet fleet = new ModelFleet(load, WaitRule.PRESENT, spread);
    add(table, "none", fleet, Scenario.NO_CACHE, redis, pods, seed);
    add(table, "Redis, empty", fleet, Scenario.EMPTY, redis, pods, seed);
    add(table, "Redis, filled", fleet, Scenario.FILLED, redis, pods, seed);
    add(table, "S3, empty", fleet, Scenario.EMPTY, s3, pods, seed);
    add(table, "S3, filled", fleet, Scenario.FILLED, s3, pods, seed);
    add(table, "baked image", fleet, Scenario.BAKED, redis, pods, seed);
    return table.toString();
  }

  private static void add(
      MarkdownTable table,
      String tier,
      ModelFleet fleet,
      Scenario scenario,
      TierModel model,
      List<Integer> pods,
      long seed) {
    for (int size : pods) {
      FleetResult result = fleet.run(scenario, model, size, seed);
      table.row(
          tier,
          Integer.toString(size),
          Long.toString(result.compiles()),
          Long.toString(result.requests()),
          Numbers.show(result.bytesOut() / 1e9),
          Long.toString(result.peakPerSecond()),
          Long.toString(result.failures()),
          Numbers.show(result.medianReady()),
          Numbers.show(result.lastReady()));
    }
  }

  private String rules(long seed) {
    MarkdownTable table =
        new MarkdownTable(
            "module",
            "started within, s",
            "tier, empty",
            "pods",
            "rule",
            "compiles",
            "requests",
            "peak requests/s",
            "timed out or refused",
            "last ready, s");
    for (Load load : loads) {
      for (double spread : List.of(AT_ONCE, ROLL_OUT / 2)) {
        for (TierModel model : List.of(redis, s3)) {
          for (int size : MANY_PODS) {
            for (WaitRule rule : List.of(WaitRule.EACH_LOOK, WaitRule.PRESENT)) {
              FleetResult result =
                  new ModelFleet(load, rule, spread).run(Scenario.EMPTY, model, size, seed);
              table.row(
                  load.name(),
                  Numbers.show(spread),
                  model.kind().toString(),
                  Integer.toString(size),
                  rule == WaitRule.PRESENT ? "current" : "a try per poll",
                  Long.toString(result.compiles()),
                  Long.toString(result.requests()),
                  Long.toString(result.peakPerSecond()),
                  Long.toString(result.failures()),
                  Numbers.show(result.lastReady()));
            }
          }
        }
      }
    }
    return table.toString();
  }
}
