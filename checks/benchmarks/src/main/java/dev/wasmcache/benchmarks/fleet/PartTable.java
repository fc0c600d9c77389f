package dev.wasmcache.benchmarks.fleet;

import dev.wasmcache.benchmarks.fleet.Protocol.Part;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;

/** What each part of the protocol does for ten thousand pods: alone, and by being left out. */
final class PartTable {

  private static final int PODS = 10_000;
  private static final Disturbance BREAK = Disturbance.at(30, Disturbance.Kind.BREAK);

  private final TierModel redis;
  private final TierModel s3;
  private final Load small;
  private final Load large;
  private final long seed;
  private final MarkdownTable table =
      new MarkdownTable(
          "protocol",
          "a minute, Redis, empty",
          "a minute, Redis, filled",
          "basis, Redis, filled",
          "basis, S3, empty",
          "a minute, Redis, filled, connections break",
          "basis, Redis, empty, leader dies");

  PartTable(TierModel redis, TierModel s3, Load small, Load large, long seed) {
    this.redis = redis;
    this.s3 = s3;
    this.small = small;
    this.large = large;
    this.seed = seed;
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
        cell(large, protocol, redis, Scenario.EMPTY, Disturbance.NONE),
        cell(large, protocol, redis, Scenario.FILLED, Disturbance.NONE),
        cell(small, protocol, redis, Scenario.FILLED, Disturbance.NONE),
        cell(small, protocol, s3, Scenario.EMPTY, Disturbance.NONE),
        cell(large, protocol, redis, Scenario.FILLED, BREAK),
        cell(small, protocol, redis, Scenario.EMPTY, Disturbance.leaderDies()));
  }

  private String cell(
      Load load, Protocol protocol, TierModel tier, Scenario scenario, Disturbance disturbance) {
    FleetResult result =
        new ModelFleet(load, protocol, 1).run(scenario, disturbance, tier, PODS, seed).common();
    return result.compiles() + ", " + Numbers.show(result.lastReady()) + " s";
  }
}
