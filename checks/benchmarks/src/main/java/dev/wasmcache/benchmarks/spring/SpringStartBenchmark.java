package dev.wasmcache.benchmarks.spring;

import dev.wasmcache.benchmarks.report.Arguments;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.Samples;
import dev.wasmcache.benchmarks.report.WorkDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts an application alternately with and without the starter on its class path, each in a JVM
 * of its own: the CPU time of the process from its start until the context is ready.
 *
 * <p>Options: {@code --rounds} how often (10).
 */
public final class SpringStartBenchmark {

  private static final double BAR_MILLIS = 20;
  private static final double NANOS = 1_000_000;

  private SpringStartBenchmark() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = new Arguments(args).number("--rounds", 10);
    Path directory = WorkDirectory.empty("spring").resolve("cache");
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    start(directory, true);
    for (int round = 1; round <= rounds; round++) {
      System.err.println("round " + round + " of " + rounds);
      without.add(start(directory, false));
      with.add(start(directory, true));
    }
    Samples plain = Samples.of(without, Double::doubleValue);
    Samples started = Samples.of(with, Double::doubleValue);
    double added = started.median() - plain.median();
    MarkdownTable table = new MarkdownTable("start", "CPU process, ms", "p25..p75", "added", "bar");
    table.row("without the starter", Numbers.show(plain.median()), Numbers.spread(plain), "", "");
    table.row(
        "with it and Endive",
        Numbers.show(started.median()),
        Numbers.spread(started),
        Numbers.show(added),
        added <= BAR_MILLIS
            ? "<= 20 ms met"
            : "<= 20 ms missed by " + Numbers.show(added - BAR_MILLIS) + " ms");
    System.out.println(table);
  }

  private static double start(Path directory, boolean starter)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(starter),
                SpringStart.class.getName(),
                "--wasm.cache.disk.directory=" + directory,
                "--spring.main.banner-mode=off")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("The application did not start: " + output);
    }
    String[] result =
        output
            .lines()
            .filter(line -> line.startsWith(SpringStart.RESULT))
            .findFirst()
            .orElseThrow(() -> new IOException("Nothing was measured: " + output))
            .split(" ", -1);
    if (Boolean.parseBoolean(result[2]) != starter) {
      throw new IOException(
          "The starter is on the wrong class path, or missing from the right one");
    }
    return Long.parseLong(result[1]) / NANOS;
  }

  /** The class path of this JVM, without the no-op logger: Spring Boot brings its own. */
  private static String classPath(boolean starter) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(place -> !place.contains("slf4j-nop"))
        .filter(place -> starter || !isOurs(place))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isOurs(String place) {
    return Path.of(place).getFileName().toString().startsWith("wasm-cache-");
  }
}
