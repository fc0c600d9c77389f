package dev.wasmcache.benchmarks.jmh;

import dev.wasmcache.benchmarks.report.Bar;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.Samples;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the JMH benchmarks with one thread and with two, and prints them compared with the bare map.
 * The argument, if there is one, is a pattern for their names.
 */
public final class MemoryBenchmarks {

  private static final String BARE = "caffeine";
  private static final String ONCE_FULL = "OnceFull";
  private static final Bar LIVE = new Bar(1.5);

  private MemoryBenchmarks() {}

  public static void main(String[] args) throws RunnerException {
    String pattern = args.length > 0 ? args[0] : MemoryHit.class.getSimpleName();
    MarkdownTable table =
        new MarkdownTable("hit", "threads", "ns", "min..max", "vs. Caffeine", "bar");
    for (int threads = 1; threads <= 2; threads++) {
      addRows(table, threads, run(pattern, threads));
    }
    System.out.println(table);
  }

  /** Returns the measurements of every iteration of every fork, by the name of the method. */
  private static Map<String, Samples> run(String pattern, int threads) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(pattern)
                    .threads(threads)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Map<String, Samples> samples = new TreeMap<>();
    for (RunResult result : results) {
      double[] iterations =
          result.getBenchmarkResults().stream()
              .flatMap(fork -> fork.getIterationResults().stream())
              .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
              .toArray();
      String name = result.getParams().getBenchmark();
      samples.put(name.substring(name.lastIndexOf('.') + 1), Samples.of(iterations));
      System.err.println(name + " " + threads + " " + Arrays.toString(iterations));
    }
    return samples;
  }

  private static void addRows(MarkdownTable table, int threads, Map<String, Samples> samples) {
    samples.forEach(
        (name, measured) -> {
          Samples bare = samples.get(name.endsWith(ONCE_FULL) ? BARE + ONCE_FULL : BARE);
          double ratio = bare == null ? Double.NaN : measured.ratioTo(bare);
          table.row(
              name,
              String.valueOf(threads),
              Numbers.show(measured.median()),
              Numbers.show(measured.minimum()) + ".." + Numbers.show(measured.maximum()),
              bare == null ? "" : Numbers.ratio(ratio),
              bare != null && name.startsWith("live") ? LIVE.verdict(ratio) : "");
        });
  }
}
