package dev.wasmcache.benchmarks.spring;

import dev.wasmcache.benchmarks.report.Arguments;
import dev.wasmcache.benchmarks.report.Bar;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.Samples;
import dev.wasmcache.benchmarks.report.WorkDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Starts an application with and without the starter on its class path, each in a JVM of its own,
 * the ways taking turns: the CPU time of the process, of all its threads, until it has started.
 * Both have the same files first on their class path, with the engine and Caffeine among them; the
 * starter adds four JARs. No property of the starter is set, except in the way that is named so: a
 * start that has bound the properties without that is refused. Otherwise a variable such as {@code
 * WASM_CACHE_X} in the environment of the benchmark would be measured with the starter.
 *
 * <p>Options: {@code --rounds} how often (15), {@code --jdk} a JDK to measure with, any number of
 * them (the one that runs this).
 */
public final class SpringStartBenchmark {

  private static final Bar BAR = new Bar(1.03);
  private static final int DEFAULT_ROUNDS = 15;

  private SpringStartBenchmark() {}

  public static void main(String[] args) {
    Arguments arguments = new Arguments(args);
    int rounds = arguments.number("--rounds", DEFAULT_ROUNDS);
    List<String> jdks = arguments.all("--jdk");
    for (String jdk : jdks.isEmpty() ? List.of(System.getProperty("java.home")) : jdks) {
      SpringProcess process = new SpringProcess(Path.of(jdk), WorkDirectory.empty("spring"));
      System.out.println("### JDK " + process.version() + "\n");
      System.out.println(table(measure(process, rounds)));
    }
  }

  private static Map<SpringWay, List<Double>> measure(SpringProcess process, int rounds) {
    Map<SpringWay, List<Double>> millis = new EnumMap<>(SpringWay.class);
    List<SpringWay> order = new ArrayList<>(List.of(SpringWay.values()));
    Random random = new Random(1);
    for (int round = 0; round <= rounds; round++) {
      Collections.shuffle(order, random);
      for (SpringWay way : order) {
        double measured = process.start(way);
        if (round > 0) {
          // The first round only reads the files into the memory of the operating system.
          millis.computeIfAbsent(way, unused -> new ArrayList<>()).add(measured);
        }
      }
      System.err.println("round " + round + " of " + rounds);
    }
    return millis;
  }

  private static String table(Map<SpringWay, List<Double>> millis) {
    MarkdownTable table =
        new MarkdownTable("start", "CPU process, ms", "p25..p75", "added", "ratio", "bar");
    Samples plain = samples(millis, SpringWay.WITHOUT);
    for (SpringWay way : millis.keySet()) {
      Samples samples = samples(millis, way);
      boolean compared = way != SpringWay.WITHOUT;
      table.row(
          way.label(),
          Numbers.show(samples.median()),
          Numbers.spread(samples),
          compared ? Numbers.show(samples.median() - plain.median()) : "",
          compared ? Numbers.ratio(samples.ratioTo(plain)) : "",
          way == SpringWay.WITH ? BAR.verdict(samples.ratioTo(plain)) : "");
    }
    return table.toString();
  }

  private static Samples samples(Map<SpringWay, List<Double>> millis, SpringWay way) {
    return Samples.of(Objects.requireNonNull(millis.get(way)), Double::doubleValue);
  }
}
