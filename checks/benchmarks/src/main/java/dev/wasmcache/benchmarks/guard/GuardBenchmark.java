package dev.wasmcache.benchmarks.guard;

import dev.wasmcache.benchmarks.process.ChildJvm;
import dev.wasmcache.benchmarks.report.Arguments;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The first call through a time limit and a circuit breaker in a fresh JVM: what the guard of a
 * tier costs on the path of the first hit, beside the libraries that have parts of it.
 *
 * <p>Options: {@code --rounds} how often each (20).
 */
public final class GuardBenchmark {

  private static final double NANOS = 1_000_000;

  private GuardBenchmark() {}

  /** What a call goes through. */
  enum Kind {
    THREAD("a thread of a pool only"),
    GUARD("the guard of a tier in files"),
    RESILIENCE4J("Resilience4j: CircuitBreaker, TimeLimiter"),
    FAILSAFE("Failsafe: CircuitBreaker, Timeout");

    private final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  /** What one JVM measured. */
  private record Result(double millis, double classes) {}

  private record Series(Kind kind, List<Result> results) {
    private Series(Kind kind) {
      this(kind, new ArrayList<>());
    }
  }

  public static void main(String[] args) {
    int rounds = new Arguments(args).number("--rounds", 20);
    List<Series> all = Stream.of(Kind.values()).map(kind -> new Series(kind)).toList();
    for (int round = 0; round <= rounds; round++) {
      System.err.println("round " + round + " of " + rounds);
      for (Series series : all) {
        Result result = measure(series.kind);
        // The first one reads the JARs from the disk.
        if (round > 0) {
          series.results.add(result);
        }
      }
    }
    Samples alone = Samples.of(all.get(0).results, Result::millis);
    MarkdownTable table =
        new MarkdownTable("first call", "CPU process, ms", "p25..p75", "added", "classes");
    for (Series series : all) {
      Samples millis = Samples.of(series.results, Result::millis);
      table.row(
          series.kind.title,
          Numbers.show(millis.median()),
          Numbers.spread(millis),
          Numbers.show(millis.median() - alone.median()),
          Numbers.show(Samples.of(series.results, Result::classes).median()));
    }
    System.out.println(table);
  }

  private static Result measure(Kind kind) {
    String printed =
        ChildJvm.of(Path.of(System.getProperty("java.home")), System.getProperty("java.class.path"))
            .run(FirstGuardedCall.class, kind.name());
    String[] numbers = printed.strip().split(" ", -1);
    return new Result(Long.parseLong(numbers[0]) / NANOS, Long.parseLong(numbers[1]));
  }
}
