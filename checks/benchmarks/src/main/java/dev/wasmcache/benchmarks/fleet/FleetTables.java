package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import java.util.List;
import java.util.Locale;

/** The model's results for fleets that do not fit on a machine here, before and after. */
final class FleetTables {

  private static final List<Integer> PODS = List.of(10, 100, 1000, 10_000);
  private static final List<Integer> MANY_PODS = List.of(1000, 10_000);
  private static final int PODS_PER_HOST = 10;
  private static final double AT_ONCE = 1;
  private static final double ROLL_OUT = 60;

  private final Cases cases;

  FleetTables(Cases cases) {
    this.cases = cases;
  }

  void print() {
    print("the bars", new BarTable(cases).rows());
    for (Load load : List.of(cases.small(), cases.large())) {
      String module =
          String.format(
              Locale.ROOT,
              "%s (%.1f MB of Wasm, %.1f s, %.1f MB, %.1f MB compressed), ",
              load.name(),
              load.wasmBytes() / 1e6,
              load.compileSeconds(),
              load.artifactBytes() / 1e6,
              load.storedBytes(Protocol.CURRENT) / 1e6);
      print(module + "all started within a second", all(load, AT_ONCE, PODS));
      print(module + "started within a minute", all(load, ROLL_OUT, MANY_PODS));
    }
    print(PODS_PER_HOST + " pods on each host, all started within a second", hosts());
    PartTable parts = new PartTable(cases);
    print("each part alone, and all but one, 10,000 pods: compiles, last ready", parts.rows());
    DisturbanceTable disturbances = new DisturbanceTable(cases);
    print("what goes wrong", disturbances.rows());
    print("how waiting pods poll", rules());
  }

  private static void print(String title, MarkdownTable table) {
    System.out.println("Model, " + title + ":\n\n" + table);
  }

  private MarkdownTable all(Load load, double spread, List<Integer> pods) {
    MarkdownTable table =
        new MarkdownTable(
            "tier",
            "pods",
            "compiles before",
            "after",
            "last ready before, s",
            "after",
            "half ready before, s",
            "after",
            "sent before, GB",
            "after",
            "in vain before",
            "after",
            "requests before",
            "after",
            "timed out or refused before",
            "after");
    add(table, "none", load, spread, Scenario.NO_CACHE, cases.redis(), pods);
    add(table, "Redis, empty", load, spread, Scenario.EMPTY, cases.redis(), pods);
    add(table, "Redis, filled", load, spread, Scenario.FILLED, cases.redis(), pods);
    add(table, "S3, empty", load, spread, Scenario.EMPTY, cases.s3(), pods);
    add(table, "S3, filled", load, spread, Scenario.FILLED, cases.s3(), pods);
    add(table, "baked image", load, spread, Scenario.BAKED, cases.redis(), pods);
    return table;
  }

  private void add(
      MarkdownTable table,
      String tier,
      Load load,
      double spread,
      Scenario scenario,
      TierModel model,
      List<Integer> pods) {
    for (int size : pods) {
      ModelResult before = run(load, Protocol.FORMER, spread, scenario, model, size);
      ModelResult after = run(load, Protocol.CURRENT, spread, scenario, model, size);
      table.row(
          tier,
          Integer.toString(size),
          Long.toString(before.common().compiles()),
          Long.toString(after.common().compiles()),
          Numbers.show(before.common().lastReady()),
          Numbers.show(after.common().lastReady()),
          Numbers.show(before.common().medianReady()),
          Numbers.show(after.common().medianReady()),
          Numbers.show(before.common().bytesOut() / 1e9),
          Numbers.show(after.common().bytesOut() / 1e9),
          percent(before.partInVain()),
          percent(after.partInVain()),
          Long.toString(before.common().requests()),
          Long.toString(after.common().requests()),
          Long.toString(before.common().failures()),
          Long.toString(after.common().failures()));
    }
  }

  private MarkdownTable hosts() {
    MarkdownTable table =
        new MarkdownTable(
            "module",
            "tier",
            "pods",
            "compiles alone",
            "on hosts",
            "last ready alone, s",
            "on hosts",
            "sent alone, GB",
            "on hosts",
            "peak requests/s alone",
            "on hosts");
    for (Load load : List.of(cases.small(), cases.large())) {
      for (TierModel model : List.of(cases.redis(), cases.s3())) {
        for (Scenario scenario : List.of(Scenario.EMPTY, Scenario.FILLED)) {
          addHosts(table, load, model, scenario, 10_000);
        }
      }
    }
    return table;
  }

  private void addHosts(
      MarkdownTable table, Load load, TierModel model, Scenario scenario, int size) {
    FleetResult alone = run(load, Protocol.CURRENT, AT_ONCE, scenario, model, size).common();
    Protocol onHosts = Protocol.CURRENT.onHostsOf(PODS_PER_HOST);
    FleetResult hosts = run(load, onHosts, AT_ONCE, scenario, model, size).common();
    table.row(
        load.name(),
        model.title() + ", " + scenario.word(),
        Integer.toString(size),
        Long.toString(alone.compiles()),
        Long.toString(hosts.compiles()),
        Numbers.show(alone.lastReady()),
        Numbers.show(hosts.lastReady()),
        Numbers.show(alone.bytesOut() / 1e9),
        Numbers.show(hosts.bytesOut() / 1e9),
        Long.toString(alone.peakPerSecond()),
        Long.toString(hosts.peakPerSecond()));
  }

  private MarkdownTable rules() {
    MarkdownTable table =
        new MarkdownTable(
            "module",
            "tier, empty",
            "pods",
            "rule",
            "compiles",
            "requests",
            "peak requests/s",
            "timed out or refused",
            "last ready, s");
    for (Load load : List.of(cases.small(), cases.large())) {
      for (TierModel model : List.of(cases.redis(), cases.s3())) {
        for (int size : MANY_PODS) {
          for (WaitRule rule : List.of(WaitRule.EACH_LOOK, WaitRule.PRESENT)) {
            Protocol protocol = Protocol.CURRENT.polling(rule);
            FleetResult result = run(load, protocol, AT_ONCE, Scenario.EMPTY, model, size).common();
            table.row(
                load.name(),
                model.title(),
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
    return table;
  }

  private ModelResult run(
      Load load, Protocol protocol, double spread, Scenario scenario, TierModel model, int size) {
    return new ModelFleet(load, protocol, spread)
        .run(scenario, Disturbance.NONE, model, size, cases.seed());
  }

  static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * part);
  }
}
