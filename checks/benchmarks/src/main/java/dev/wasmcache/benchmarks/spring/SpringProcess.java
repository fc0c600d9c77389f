package dev.wasmcache.benchmarks.spring;

import dev.wasmcache.benchmarks.process.ChildJvm;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts the application in JVMs that are alike but for their class path: that of a small
 * application, without what only the benchmarks need.
 */
final class SpringProcess {

  private static final double NANOS = 1_000_000;
  private static final String OURS = "wasm-cache-";
  private static final List<String> LIBRARIES =
      List.of(
          "spring-",
          "logback-",
          "log4j-",
          "jul-to-slf4j",
          "slf4j-api",
          "commons-logging",
          "micrometer-",
          "jakarta.annotation",
          "snakeyaml",
          "jspecify",
          "caffeine",
          "error_prone_annotations",
          "asm");
  private static final List<String> PARTS = List.of("core-", "endive-", "engine-", "spring-");

  private final Path javaHome;
  private final Path directory;

  /**
   * @param directory stands for the user's cache directory
   */
  SpringProcess(Path javaHome, Path directory) {
    this.javaHome = javaHome;
    this.directory = directory;
  }

  /** Returns the version of the JDK, according to its release file. */
  String version() {
    return jvm(SpringWay.WITHOUT).version();
  }

  /** Returns the CPU time until the application has started, in milliseconds. */
  double start(SpringWay way) {
    List<String> arguments = new ArrayList<>(List.of("--spring.main.banner-mode=off"));
    if (way == SpringWay.CONFIGURED) {
      arguments.add("--wasm.cache.disk.directory=" + directory.resolve("configured"));
    }
    String[] result =
        jvm(way)
            .result(SpringStart.class, SpringStart.RESULT, arguments.toArray(String[]::new))
            .split(" ", 3);
    if (Boolean.parseBoolean(result[1]) != way.hasStarter()) {
      throw new IllegalStateException(
          "The starter is on the wrong class path, or missing from the right one");
    }
    if (Boolean.parseBoolean(result[2]) != (way == SpringWay.CONFIGURED)) {
      throw new IllegalStateException(
          "A property of the starter is set where none should be, or none where one should be");
    }
    return Long.parseLong(result[0]) / NANOS;
  }

  private ChildJvm jvm(SpringWay way) {
    return ChildJvm.of(javaHome, classPath(way.hasStarter()))
        .in(Map.of("XDG_CACHE_HOME", directory.toString()));
  }

  /**
   * With Spring's files first, as in an application whose POM names Spring Boot before the starter:
   * each class is looked for in all files that precede its own.
   */
  private static String classPath(boolean starter) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(place -> isNeeded(place, starter))
        .sorted(
            Comparator.comparing(place -> Path.of(place).getFileName().toString().startsWith(OURS)))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isNeeded(String place, boolean starter) {
    String name = Path.of(place).getFileName().toString();
    if (name.startsWith(OURS)) {
      return starter
          && !name.endsWith("-tests.jar")
          && PARTS.stream().anyMatch(part -> name.startsWith(part, OURS.length()));
    }
    return name.equals("classes")
        || place.contains("/run/endive/")
        || LIBRARIES.stream().anyMatch(name::startsWith);
  }
}
