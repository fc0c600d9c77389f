package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;

/** What a shared tier has to achieve for a fleet that starts within a second, and what it does. */
final class BarTable {

  private final Cases cases;
  private final MarkdownTable table =
      new MarkdownTable(
          "module",
          "tier",
          "pods",
          "compiles before",
          "after",
          "bar",
          "last ready before, s",
          "after",
          "bar",
          "in vain before",
          "after",
          "bar");

  BarTable(Cases cases) {
    this.cases = cases;
  }

  MarkdownTable rows() {
    add(cases.large(), cases.redis(), Scenario.EMPTY, 1000, 5, 1.2);
    add(cases.large(), cases.redis(), Scenario.EMPTY, 10_000, 100, 1.2);
    add(cases.large(), cases.redis(), Scenario.FILLED, 1000, 0, 0);
    add(cases.large(), cases.redis(), Scenario.FILLED, 10_000, 0, 0);
    add(cases.small(), cases.redis(), Scenario.FILLED, 10_000, 10_000, 1.1);
    add(cases.small(), cases.s3(), Scenario.EMPTY, 10_000, 20, 0);
    return table;
  }

  private void add(
      Load load, TierModel tier, Scenario scenario, int pods, int compiles, double factor) {
    ModelResult before = run(load, Protocol.FORMER, tier, scenario, pods);
    ModelResult after = run(load, Protocol.CURRENT, tier, scenario, pods);
    table.row(
        load.name(),
        tier.title() + ", " + scenario.word(),
        Integer.toString(pods),
        Long.toString(before.common().compiles()),
        Long.toString(after.common().compiles()),
        compiles == pods ? "" : "≤ " + compiles,
        Numbers.show(before.common().lastReady()),
        Numbers.show(after.common().lastReady()),
        factor == 0 ? "" : "≤ " + Numbers.show(factor * ideal(load, tier, scenario, pods)),
        FleetTables.percent(before.partInVain()),
        FleetTables.percent(after.partInVain()),
        "≤ 5 %");
  }

  /**
   * Returns when the last pod would be ready without a cache; or, on an empty tier, after one
   * compile and all the bytes at the full speed of the network, if that is later.
   */
  static double ideal(Load load, TierModel tier, Scenario scenario, int pods) {
    double none = 1 + load.compileSeconds();
    double bytes = pods * (double) load.storedBytes(Protocol.CURRENT);
    return scenario == Scenario.EMPTY
        ? Math.max(none, load.compileSeconds() + bytes / tier.bytesPerSecond())
        : none;
  }

  private ModelResult run(
      Load load, Protocol protocol, TierModel tier, Scenario scenario, int pods) {
    return cases.run(load, protocol, scenario, Disturbance.NONE, tier, pods);
  }
}
