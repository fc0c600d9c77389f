package dev.wasmcache.benchmarks.process;

import dev.wasmcache.benchmarks.report.Bar;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.Samples;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What fresh JVMs have measured, in Markdown. */
final class ProcessTables {

  private static final Bar LARGE_HIT = new Bar(0.50);
  private static final Bar SMALL_HIT = new Bar(0.75);
  private static final Bar COLD = new Bar(1.05);

  private static final double NANOS = 1e6;
  private static final double KILOBYTE = 1024;

  private ProcessTables() {}

  static String heading(ChildJvm jvm, ProcessResults results) {
    return "### JDK "
        + jvm.version()
        + "\n\nFrom reading the file to the end of the first call, in a fresh JVM"
        + (jvm.pinned() ? " on one CPU" : "")
        + "; medians of "
        + results.rounds()
        + " rounds, the ways taking turns.\n";
  }

  /** For the README: the cost of a hit, of all threads of the process together. */
  static String summary(ProcessResults results) {
    MarkdownTable table =
        new MarkdownTable(
            "module",
            "KB",
            "no cache, CPU ms",
            "engine's own cache",
            "Wasm Cache, disk",
            "Wasm Cache, live",
            "disk vs. no cache",
            "disk vs. engine's own");
    for (WasmFile module : results.modules()) {
      Samples none = process(results, module, Way.NO_CACHE);
      Samples engine = process(results, module, Way.ENGINE_CACHE);
      Samples disk = process(results, module, Way.DISK_CHECKSUM);
      table.row(
          module.name(),
          Numbers.show(module.size() / KILOBYTE),
          Numbers.show(none.median()),
          Numbers.show(engine.median()),
          Numbers.show(disk.median()),
          Numbers.show(process(results, module, Way.LIVE).median()),
          Numbers.ratio(disk.ratioTo(none)),
          Numbers.ratio(disk.ratioTo(engine)));
    }
    return table.toString();
  }

  static String details(ProcessResults results) {
    MarkdownTable table =
        new MarkdownTable(
            "module",
            "way",
            "CPU main thread, ms",
            "CPU process, ms",
            "p25..p75",
            "ratio",
            "compared with",
            "bar",
            "CPU whole JVM, ms",
            "wall, ms",
            "peak RSS, MB",
            "on disk, KB");
    for (WasmFile module : results.modules()) {
      for (Way way : ProcessBenchmark.WAYS) {
        addRow(table, results, module, way);
      }
    }
    return table.toString();
  }

  private static void addRow(
      MarkdownTable table, ProcessResults results, WasmFile module, Way way) {
    Samples process = process(results, module, way);
    Optional<Way> other = beside(way);
    Optional<Double> ratio =
        other.map(reference -> process.ratioTo(process(results, module, reference)));
    table.row(
        module.name(),
        way.title(),
        median(results, module, way, m -> m.threadNanos() / NANOS),
        Numbers.show(process.median()),
        Numbers.spread(process),
        ratio.map(Numbers::ratio).orElse(""),
        other.map(Way::title).orElse(""),
        bar(module, way).flatMap(bar -> ratio.map(bar::verdict)).orElse(""),
        median(results, module, way, m -> m.wholeProcessNanos() / NANOS),
        median(results, module, way, m -> m.wallNanos() / NANOS),
        median(results, module, way, m -> m.peakKilobytes() / KILOBYTE),
        results.stored(module, way).map(bytes -> Numbers.show(bytes / KILOBYTE)).orElse(""));
  }

  /** A hit is compared with the engine's own cache, a way that compiles with plain compiling. */
  private static Optional<Way> beside(Way way) {
    return switch (way) {
      case BASELINE, NO_CACHE, BUILD_TIME -> Optional.empty();
      case ENGINE_CACHE, COLD -> Optional.of(Way.NO_CACHE);
      case DISK_CHECKSUM, DISK_HMAC, LIVE -> Optional.of(Way.ENGINE_CACHE);
    };
  }

  private static Optional<Bar> bar(WasmFile module, Way way) {
    if (way == Way.DISK_CHECKSUM) {
      return Optional.of(module.isLarge() ? LARGE_HIT : SMALL_HIT);
    }
    return way == Way.COLD && module.isLarge() ? Optional.of(COLD) : Optional.empty();
  }

  static Samples process(ProcessResults results, WasmFile module, Way way) {
    return results.samples(module, way, m -> m.processNanos() / NANOS);
  }

  private static String median(
      ProcessResults results, WasmFile module, Way way, ToDoubleFunction<Measurement> number) {
    return Numbers.show(results.samples(module, way, number).median());
  }
}
