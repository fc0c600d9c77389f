package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.benchmarks.fleet.Disturbance.Kind;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;

/** What happens to a fleet that starts within a second if something else goes wrong. */
final class DisturbanceTable {

  /** The share of each of a thousand pods in the network; and a hundredth of it. */
  private static final double SLOW = Assumptions.NETWORK_BYTES_PER_SECOND / 1000 / 100;

  private final Cases cases;
  private final MarkdownTable table =
      new MarkdownTable(
          "what",
          "module",
          "tier",
          "pods",
          "compiles before",
          "after",
          "last ready before, s",
          "after",
          "in vain before",
          "after",
          "longest wait before, s",
          "after");

  DisturbanceTable(Cases cases) {
    this.cases = cases;
  }

  MarkdownTable rows() {
    links();
    servers();
    String slow = "3 pods behind a link a hundred times slower than their share";
    add(slow, cases.large(), cases.redis(), Scenario.FILLED, Disturbance.slowPods(SLOW), 1000);
    add(slow, cases.small(), cases.redis(), Scenario.FILLED, Disturbance.slowPods(SLOW), 1000);
    add(slow, cases.large(), cases.redis(), Scenario.EMPTY, Disturbance.slowPods(SLOW), 1000);
    return table;
  }

  private void links() {
    String halves = "the link halves after ";
    Kind kind = Kind.LINK_HALVES;
    add(
        halves + "2 s",
        cases.large(),
        cases.redis(),
        Scenario.FILLED,
        Disturbance.at(2, kind),
        1000);
    add(
        halves + "15 s",
        cases.large(),
        cases.redis(),
        Scenario.FILLED,
        Disturbance.at(15, kind),
        10_000);
    add(
        halves + "80 s",
        cases.large(),
        cases.redis(),
        Scenario.EMPTY,
        Disturbance.at(80, kind),
        10_000);
    add(
        halves + "0.7 s",
        cases.small(),
        cases.redis(),
        Scenario.FILLED,
        Disturbance.at(0.7, kind),
        10_000);
    TierModel tenth = cases.redis().withNetwork(cases.redis().bytesPerSecond() / 10);
    String slower = "a network of 1 Gbit/s";
    for (Load load : new Load[] {cases.large(), cases.small()}) {
      add(slower, load, tenth, Scenario.FILLED, Disturbance.NONE, 10_000);
      add(slower, load, tenth, Scenario.EMPTY, Disturbance.NONE, 10_000);
    }
    String breaks = "all connections break after 15 s";
    add(
        breaks,
        cases.large(),
        cases.redis(),
        Scenario.FILLED,
        Disturbance.at(15, Kind.BREAK),
        10_000);
  }

  private void servers() {
    String dies = "the leader dies";
    add(dies, cases.large(), cases.redis(), Scenario.EMPTY, Disturbance.leaderDies(), 1000);
    add(dies, cases.small(), cases.redis(), Scenario.EMPTY, Disturbance.leaderDies(), 10_000);
    add(dies, cases.large(), cases.s3(), Scenario.EMPTY, Disturbance.leaderDies(), 10_000);
    add(dies, cases.small(), cases.s3(), Scenario.EMPTY, Disturbance.leaderDies(), 10_000);
    String restart = "Redis restarts empty after ";
    Kind kind = Kind.RESTART;
    add(
        restart + "30 s",
        cases.large(),
        cases.redis(),
        Scenario.EMPTY,
        Disturbance.at(30, kind),
        1000);
    add(
        restart + "63 s",
        cases.large(),
        cases.redis(),
        Scenario.EMPTY,
        Disturbance.at(63, kind),
        1000);
    add(
        restart + "2 s",
        cases.large(),
        cases.redis(),
        Scenario.FILLED,
        Disturbance.at(2, kind),
        1000);
    add(
        restart + "1 s",
        cases.small(),
        cases.redis(),
        Scenario.EMPTY,
        Disturbance.at(1, kind),
        1000);
  }

  private void add(
      String what,
      Load load,
      TierModel tier,
      Scenario scenario,
      Disturbance disturbance,
      int pods) {
    ModelResult before = cases.run(load, Protocol.FORMER, scenario, disturbance, tier, pods);
    ModelResult after = cases.run(load, Protocol.CURRENT, scenario, disturbance, tier, pods);
    table.row(
        what,
        load.name(),
        tier.title() + ", " + scenario.word(),
        Integer.toString(pods),
        Long.toString(before.common().compiles()),
        Long.toString(after.common().compiles()),
        Numbers.show(before.common().lastReady()),
        Numbers.show(after.common().lastReady()),
        FleetTables.percent(before.partInVain()),
        FleetTables.percent(after.partInVain()),
        Numbers.show(before.longestWait()),
        Numbers.show(after.longestWait()));
  }
}
