package dev.wasmcache.benchmarks.process;

import dev.wasmcache.benchmarks.report.Arguments;
import dev.wasmcache.benchmarks.report.WorkDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Starts fresh JVMs, with the ways taking turns: in every round each way runs once for each module,
 * so that other load of the machine affects all of them. Prints tables in Markdown.
 *
 * <p>Options: {@code --rounds} (5), {@code --jdk} a JDK to measure with, any number of them (the
 * one that runs this), {@code --npm} a directory with further modules, see {@code
 * fetch-npm-modules}, {@code --module} the name of one to measure, any number of them (all), {@code
 * --against} the folder of the benchmarks of another state of the code, which have been built: then
 * only the two states are compared; {@code --archive}: measures with and without an archive of the
 * JVM instead.
 */
public final class ProcessBenchmark {

  static final List<Way> WAYS =
      List.of(
          Way.BASELINE,
          Way.NO_CACHE,
          Way.ENGINE_CACHE,
          Way.COLD,
          Way.DISK_CHECKSUM,
          Way.DISK_HMAC,
          Way.LIVE);
  private static final int DEFAULT_ROUNDS = 5;

  private ProcessBenchmark() {}

  public static void main(String[] args) throws IOException {
    Arguments arguments = new Arguments(args);
    List<WasmFile> modules = modules(arguments);
    List<String> jdks = arguments.all("--jdk");
    for (String jdk : jdks.isEmpty() ? List.of(System.getProperty("java.home")) : jdks) {
      ChildJvm jvm = new ChildJvm(Path.of(jdk));
      int rounds = arguments.number("--rounds", DEFAULT_ROUNDS);
      for (String other : arguments.all("--against")) {
        ChildJvm there = jvm.against(Path.of(other).toAbsolutePath());
        System.out.println("### JDK " + jvm.version() + ", beside " + other + "\n");
        System.out.println(new StateComparison(jvm, there, rounds).of(modules));
      }
      if (!arguments.all("--against").isEmpty()) {
        continue;
      }
      if (arguments.isSet("--archive")) {
        new ArchiveBenchmark(Path.of(jdk), rounds).run(modules);
        continue;
      }
      ProcessResults results = measure(jvm, modules, rounds);
      System.out.println(ProcessTables.heading(jvm, results));
      System.out.println(ProcessTables.summary(results));
      System.out.println(ProcessTables.details(results));
    }
  }

  private static List<WasmFile> modules(Arguments arguments) throws IOException {
    List<WasmFile> modules = new ArrayList<>(WasmFile.ofClassPath(WorkDirectory.empty("modules")));
    for (String directory : arguments.all("--npm")) {
      modules.addAll(WasmFile.ofDirectory(Path.of(directory).toAbsolutePath()));
    }
    Set<String> wanted = Set.copyOf(arguments.all("--module"));
    modules.removeIf(module -> !wanted.isEmpty() && !wanted.contains(module.name()));
    return modules;
  }

  static ProcessResults measure(ChildJvm jvm, List<WasmFile> modules, int rounds) {
    ProcessResults results = new ProcessResults(modules, rounds);
    for (WasmFile module : modules) {
      Directories directories = new Directories(module);
      for (Way way : List.of(Way.ENGINE_CACHE, Way.DISK_CHECKSUM, Way.DISK_HMAC)) {
        // The first run finds nothing and fills the directory.
        jvm.measure(way, module.path(), directories.of(way));
        results.stored(module, way, WorkDirectory.size(directories.of(way)));
      }
    }
    for (int round = 1; round <= rounds; round++) {
      for (WasmFile module : modules) {
        for (Way way : WAYS) {
          Path directory = new Directories(module).of(way);
          results.add(module, way, jvm.measure(way, module.path(), directory));
        }
        System.err.println("round " + round + " of " + rounds + ": " + module.name());
      }
    }
    return results;
  }

  /** Ways that read share a directory that was filled before; a cold start finds an empty one. */
  private record Directories(WasmFile module) {

    Path of(Way way) {
      String name = "process/" + module.name() + "/";
      return switch (way) {
        case COLD -> WorkDirectory.empty(name + "cold");
        case LIVE -> of(Way.DISK_CHECKSUM);
        default -> Path.of("target", "work", name + way.name()).toAbsolutePath();
      };
    }
  }
}
