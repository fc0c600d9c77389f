package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.benchmarks.fleet.Protocol.Part;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;

/** What each part of the protocol does for ten thousand pods: alone, and by being left out. */
final class PartTable {

  private static final int PODS = 10_000;
  private static final Disturbance BREAK = Disturbance.at(30, Disturbance.Kind.BREAK);

  private final Cases cases;
  private final MarkdownTable table =
      new MarkdownTable(
          "protocol",
          "a minute, Redis, empty",
          "a minute, Redis, filled",
          "basis, Redis, filled",
          "basis, S3, empty",
          "a minute, Redis, filled, connections break",
          "basis, Redis, empty, leader dies");

  PartTable(Cases cases) {
    this.cases = cases;
  }

  MarkdownTable rows() {
    add("before", Protocol.FORMER);
    for (Part part : Part.values()) {
      add("only " + part, Protocol.FORMER.with(part));
    }
    for (Part part : Part.values()) {
      add("all but " + part, Protocol.CURRENT.without(part));
    }
    add("after", Protocol.CURRENT);
    return table;
  }

  private void add(String name, Protocol protocol) {
    table.row(
        name,
        cell(cases.large(), protocol, cases.redis(), Scenario.EMPTY, Disturbance.NONE),
        cell(cases.large(), protocol, cases.redis(), Scenario.FILLED, Disturbance.NONE),
        cell(cases.small(), protocol, cases.redis(), Scenario.FILLED, Disturbance.NONE),
        cell(cases.small(), protocol, cases.s3(), Scenario.EMPTY, Disturbance.NONE),
        cell(cases.large(), protocol, cases.redis(), Scenario.FILLED, BREAK),
        cell(cases.small(), protocol, cases.redis(), Scenario.EMPTY, Disturbance.leaderDies()));
  }

  private String cell(
      Load load, Protocol protocol, TierModel tier, Scenario scenario, Disturbance disturbance) {
    FleetResult result = cases.run(load, protocol, scenario, disturbance, tier, PODS).common();
    return result.compiles() + ", " + Numbers.show(result.lastReady()) + " s";
  }
}
