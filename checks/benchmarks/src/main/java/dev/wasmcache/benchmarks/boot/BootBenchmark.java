package dev.wasmcache.benchmarks.boot;

import dev.wasmcache.benchmarks.process.ChildJvm;
import dev.wasmcache.benchmarks.process.Jars;
import dev.wasmcache.benchmarks.process.JvmArchive;
import dev.wasmcache.benchmarks.process.WasmFile;
import dev.wasmcache.benchmarks.report.Arguments;
import dev.wasmcache.benchmarks.report.Bar;
import dev.wasmcache.benchmarks.report.MarkdownTable;
import dev.wasmcache.benchmarks.report.Numbers;
import dev.wasmcache.benchmarks.report.Samples;
import dev.wasmcache.benchmarks.report.WorkDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts a whole service alternately in every way, each in a JVM of its own: the CPU time of the
 * process until it is ready. Before that it has loaded and called three modules. As in an extracted
 * JAR, the manifest of the application names its libraries.
 *
 * <p>Options: {@code --rounds} how often (7), {@code --jdk} a JDK to measure with, any number of
 * them (the one that runs this).
 */
public final class BootBenchmark {

  private static final List<String> MODULES = List.of("basis", "ammo", "rhino3dm");
  private static final Map<BootWay, Bar> BARS =
      Map.of(BootWay.STARTER, new Bar(0.65), BootWay.STARTER_ARCHIVE, new Bar(0.40));

  private static final double NANOS = 1e6;

  /** Where a local repository keeps what a service needs, without the benchmarks' peers. */
  private static final List<String> LIBRARIES =
      List.of(
          "/org/springframework/",
          "/org/apache/tomcat/",
          "/tools/jackson/",
          "/com/fasterxml/",
          "/io/micrometer/",
          "/jakarta/",
          "/org/yaml/",
          "/ch/qos/logback/",
          "/org/slf4j/slf4j-api/",
          "/org/slf4j/jul-to-slf4j/",
          "/org/apache/logging/",
          "/commons-logging/",
          "/caffeine/",
          "/org/jspecify/",
          "/org/ow2/asm/",
          "/run/endive/");

  private final Path directory = WorkDirectory.empty("boot");
  private final String modules;
  private final Path without;
  private final Path withStarter;

  private BootBenchmark() throws IOException {
    modules =
        WasmFile.ofClassPath(WorkDirectory.empty("modules")).stream()
            .filter(module -> MODULES.contains(module.name()))
            .map(module -> module.path().toString())
            .collect(Collectors.joining(","));
    without = jar(false);
    withStarter = jar(true);
  }

  public static void main(String[] args) throws IOException {
    Arguments arguments = new Arguments(args);
    int rounds = arguments.number("--rounds", 7);
    List<String> jdks = arguments.all("--jdk");
    for (String jdk : jdks.isEmpty() ? List.of(System.getProperty("java.home")) : jdks) {
      new BootBenchmark().measure(Path.of(jdk), rounds);
    }
  }

  private void measure(Path javaHome, int rounds) throws IOException {
    String version = ChildJvm.of(javaHome, withStarter.toString()).version();
    Map<BootWay, List<Double>> measured = new EnumMap<>(BootWay.class);
    for (BootWay way : BootWay.values()) {
      prepare(javaHome, way, version);
    }
    String expected = null;
    for (int round = 1; round <= rounds; round++) {
      for (BootWay way : BootWay.values()) {
        ChildJvm jvm = jvm(javaHome, way);
        List<String> options = way.usesArchive() ? archive(way, version).whenReading() : List.of();
        // The number of nanoseconds, and what the modules returned.
        String[] result = start(jvm.with(options), way).split(" ", 2);
        measured
            .computeIfAbsent(way, unused -> new ArrayList<>())
            .add(Long.parseLong(result[0]) / NANOS);
        if (way.hasModules()) {
          if (expected != null && !expected.equals(result[1])) {
            throw new IOException(way + " returns " + result[1] + " and not " + expected);
          }
          expected = result[1];
        }
      }
      System.err.println("round " + round + " of " + rounds);
    }
    System.out.println(
        "### JDK "
            + version
            + "\n\nA web service that loads and calls "
            + String.join(", ", MODULES)
            + " before it is ready: CPU of the process until then; medians of "
            + rounds
            + " rounds, the ways taking turns.\n");
    System.out.println(table(measured, archive(BootWay.STARTER_ARCHIVE, version).title()));
  }

  private static MarkdownTable table(Map<BootWay, List<Double>> measured, String archive) {
    MarkdownTable table =
        new MarkdownTable("way", "CPU process, ms", "p25..p75", "vs. (a)", "vs. (b)", "bar");
    Samples none = samples(measured, BootWay.NO_CACHE);
    Samples engine = samples(measured, BootWay.ENGINE_CACHE);
    for (BootWay way : BootWay.values()) {
      Samples samples = samples(measured, way);
      double ratio = samples.ratioTo(engine);
      Bar bar = BARS.get(way);
      table.row(
          way.usesArchive() ? way.title() + " (" + archive + ")" : way.title(),
          Numbers.show(samples.median()),
          Numbers.spread(samples),
          Numbers.ratio(samples.ratioTo(none)),
          Numbers.ratio(ratio),
          bar == null ? "" : bar.verdict(ratio));
    }
    return table;
  }

  private static Samples samples(Map<BootWay, List<Double>> measured, BootWay way) {
    return Samples.of(measured.getOrDefault(way, List.of()), Double::doubleValue);
  }

  /** Fills the directory, and writes the archive in a training run, as bake.sh does. */
  private void prepare(Path javaHome, BootWay way, String version) throws IOException {
    ChildJvm jvm = jvm(javaHome, way);
    if (way.usesArchive()) {
      // It ends before it would print what was measured.
      List<String> exits = List.of("-Dspring.context.exit=onRefresh");
      String unused =
          jvm.with(archive(way, version).whenWriting())
              .with(exits)
              .run(BootService.class, arguments(way));
    } else if (way.directory().isPresent()) {
      start(jvm, way);
    }
    System.err.println("prepared: " + way.title());
  }

  private ChildJvm jvm(Path javaHome, BootWay way) {
    return ChildJvm.of(javaHome, (way.usesStarter() ? withStarter : without).toString());
  }

  private JvmArchive archive(BootWay way, String version) {
    return JvmArchive.of(directory.resolve(way + ".archive"), version);
  }

  private String start(ChildJvm jvm, BootWay way) {
    return jvm.result(BootService.class, BootService.RESULT, arguments(way));
  }

  private String[] arguments(BootWay way) {
    String cache = way.directory().map(name -> directory.resolve(name).toString()).orElse("");
    return new String[] {
      way.name(),
      "--benchmark.modules=" + (way.hasModules() ? modules : ""),
      "--benchmark.directory=" + cache,
      "--wasm.cache.disk.directory=" + cache,
      "--wasm.cache.engine.interpreter-fallback=silent",
      "--server.port=0",
      "--spring.main.banner-mode=off"
    };
  }

  /** Writes the application, whose manifest names its libraries in {@code lib}. */
  private Path jar(boolean starter) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", copied(libraries(starter))));
    Path jar = directory.resolve(starter ? "service-with-starter.jar" : "service.jar");
    Jars.pack(Path.of("target/classes"), manifest, jar);
    return jar;
  }

  /** Copies libraries: an archive of the JVM holds no classes of a library named by a URL. */
  private List<String> copied(List<Path> libraries) throws IOException {
    Path lib = Files.createDirectories(directory.resolve("lib"));
    List<String> names = new ArrayList<>();
    for (Path library : libraries) {
      String name = library.getFileName().toString();
      Files.copy(library, lib.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      names.add("lib/" + name);
    }
    return names;
  }

  private static List<Path> libraries(boolean starter) throws IOException {
    return Stream.concat(
            places(Files.readString(Path.of("target/class-path"))),
            places(Files.readString(Path.of("target/class-path-web"))))
        .distinct()
        .filter(jar -> isOurs(jar) ? starter : LIBRARIES.stream().anyMatch(jar::contains))
        .map(Path::of)
        .toList();
  }

  private static Stream<String> places(String classPath) {
    return Stream.of(classPath.strip().split(File.pathSeparator, -1))
        .filter(place -> !place.endsWith("-tests.jar"))
        // The service has no shared tier.
        .filter(place -> !place.contains("wasm-cache-redis") && !place.contains("wasm-cache-s3"));
  }

  private static boolean isOurs(String place) {
    String name = Path.of(place).getFileName().toString();
    return name.startsWith("wasm-cache-");
  }
}
