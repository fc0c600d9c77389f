package dev.wasmcache.benchmarks.process;

import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This state of the code beside another one, in JVMs that take turns: does a hit cost more? */
final class StateComparison {

  private static final double NANOS = 1e6;

  private final ChildJvm here;
  private final ChildJvm there;
  private final int rounds;

  StateComparison(ChildJvm here, ChildJvm there, int rounds) {
    this.here = here;
    this.there = there;
    this.rounds = rounds;
  }

  String of(List<WasmFile> modules) {
    MarkdownTable table =
        new MarkdownTable(
            "module", "way", "other state, CPU ms", "p25..p75", "this state", "p25..p75", "ratio");
    for (WasmFile module : modules) {
      for (Way way : List.of(Way.DISK_CHECKSUM, Way.LIVE)) {
        compare(module, way, table);
      }
    }
    return table.toString();
  }

  private void compare(WasmFile module, Way way, MarkdownTable table) {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    // The first run of each fills its directory.
    for (int round = 0; round <= rounds; round++) {
      theirs.add(measure(there, module, way, "there"));
      ours.add(measure(here, module, way, "here"));
    }
    Samples before = Samples.of(theirs.subList(1, theirs.size()), Double::doubleValue);
    Samples now = Samples.of(ours.subList(1, ours.size()), Double::doubleValue);
    table.row(
        module.name(),
        way.title(),
        Numbers.show(before.median()),
        Numbers.spread(before),
        Numbers.show(now.median()),
        Numbers.spread(now),
        Numbers.ratio(now.ratioTo(before)));
    System.err.println("compared " + module.name() + ", " + way.title());
  }

  private double measure(ChildJvm jvm, WasmFile module, Way way, String state) {
    String name = "states/" + module.name() + "/" + state + "/" + way.name();
    Path directory = Path.of("target", "work", name).toAbsolutePath();
    return jvm.measure(way, module.path(), directory).processNanos() / NANOS;
  }
}
