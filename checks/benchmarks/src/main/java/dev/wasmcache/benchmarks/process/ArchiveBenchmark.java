package dev.wasmcache.benchmarks.process;

import dev.wasmcache.benchmarks.report.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures three ways without and with an archive of the JVM, which a run of that very way has
 * written. All JVMs have the same class path, of JARs only, and take turns.
 */
final class ArchiveBenchmark {

  static final List<Way> WAYS = List.of(Way.ENGINE_CACHE, Way.DISK_CHECKSUM, Way.BUILD_TIME);

  private static final List<String> DEFAULT_MODULES = List.of("basis", "ammo", "rhino3dm");

  private final Path directory = WorkDirectory.empty("archive");
  private final Path javaHome;
  private final int rounds;

  ArchiveBenchmark(Path javaHome, int rounds) {
    this.javaHome = javaHome;
    this.rounds = rounds;
  }

  /** Measures and prints; of all modules that come with the build, only three. */
  void run(List<WasmFile> wanted) throws IOException {
    List<WasmFile> modules =
        wanted.stream().filter(module -> DEFAULT_MODULES.contains(module.name())).toList();
    modules = modules.isEmpty() ? wanted : modules;
    Path jar = directory.resolve("build-time.jar");
    BuildTimeModule.compile(modules, jar);
    ChildJvm jvm = new ChildJvm(javaHome).onJars(directory, List.of(jar));
    ProcessResults without = new ProcessResults(modules, rounds);
    ProcessResults with = new ProcessResults(modules, rounds);
    for (WasmFile module : modules) {
      for (Way way : WAYS) {
        Path cache = cache(way, module.name());
        jvm.measure(way, module.path(), cache); // fills the directory
        training(jvm, archive(jvm, way, module.name())).measure(way, module.path(), cache);
      }
    }
    for (int round = 1; round <= rounds; round++) {
      for (WasmFile module : modules) {
        for (Way way : WAYS) {
          Path cache = cache(way, module.name());
          ChildJvm archived = jvm.with(archive(jvm, way, module.name()).whenReading());
          without.add(module, way, jvm.measure(way, module.path(), cache));
          with.add(module, way, archived.measure(way, module.path(), cache));
        }
        System.err.println("round " + round + " of " + rounds + ": " + module.name());
      }
    }
    JvmArchive kind = archive(jvm, Way.BASELINE, "any");
    System.out.println(ArchiveTables.heading(jvm, kind, rounds));
    System.out.println(ArchiveTables.ratios(without, with, kind));
    System.out.println(ArchiveTables.archivedHeading(modules));
    List<ArchivedClasses> archived = new ArrayList<>();
    for (Way way : WAYS) {
      archived.add(together(jvm, way, modules));
    }
    System.out.println(ArchiveTables.archived(archived));
  }

  /** Puts all modules into one archive. */
  private ArchivedClasses together(ChildJvm jvm, Way way, List<WasmFile> modules)
      throws IOException {
    JvmArchive archive = archive(jvm, way, "together");
    Path loading = directory.resolve("loading-" + way + ".txt");
    String[] arguments =
        Stream.concat(
                Stream.of(way.name(), cache(way, "together").toString()),
                modules.stream().map(module -> module.path().toString()))
            .toArray(String[]::new);
    jvm.run(AllCalls.class, arguments);
    String training = training(jvm, archive).run(AllCalls.class, arguments);
    jvm.with(archive.whenReading())
        .with(List.of("-Xlog:class+load:file=" + loading))
        .run(AllCalls.class, arguments);
    return ArchivedClasses.of(Files.readString(loading), training);
  }

  private static ChildJvm training(ChildJvm jvm, JvmArchive archive) {
    return jvm.with(archive.whenWriting())
        .with(List.of("-D" + ThroughWasmCache.TRAINING + "=true"));
  }

  private JvmArchive archive(ChildJvm jvm, Way way, String name) {
    return JvmArchive.of(directory.resolve(name + "-" + way + ".archive"), jvm.version());
  }

  private Path cache(Way way, String name) {
    return directory.resolve("cache-" + way).resolve(name);
  }
}
