package dev.wasmcache.benchmarks.process;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.endive.EndiveEngine;
import dev.wasmcache.engine.EngineBuilder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.Instance;
import run.endive.wasm.WasmModule;

/**
 * Starts the JVMs that are measured, all alike: the same class path and flags for every way, and
 * pinned to one CPU, so that a ratio does not depend on other load. They do not inherit variables
 * that begin with {@code WASM}: for Spring, these are properties of the starter.
 */
public final class ChildJvm {

  private static final int TIMEOUT_MINUTES = 30;

  private final Path javaHome;
  private final String classPath;
  private final List<String> options;
  private final Map<String, String> environment;
  private final List<String> pin;

  /** A JVM with the classes of this state of the code. */
  ChildJvm(Path javaHome) {
    this(javaHome, classPath(), List.of(), Map.of());
  }

  private ChildJvm(
      Path javaHome, String classPath, List<String> options, Map<String, String> environment) {
    this.javaHome = javaHome;
    this.classPath = classPath;
    this.options = List.copyOf(options);
    this.environment = Map.copyOf(environment);
    this.pin = pin();
  }

  /** Returns a JVM with another class path. A JAR on it also stands for what its manifest names. */
  public static ChildJvm of(Path javaHome, String classPath) {
    return new ChildJvm(javaHome, classPath, List.of(), Map.of());
  }

  /**
   * Returns a JVM with the classes of another state of the code.
   *
   * @param benchmarks the folder of its benchmarks, which have been built
   */
  ChildJvm against(Path benchmarks) throws IOException {
    Stream<String> dependencies =
        Stream.of(Files.readString(benchmarks.resolve("target/class-path")).strip())
            .flatMap(paths -> Stream.of(paths.split(File.pathSeparator, -1)))
            .filter(jar -> isPart(jar) || isLibrary(jar));
    return new ChildJvm(
        javaHome,
        Stream.concat(Stream.of(benchmarks.resolve("target/classes").toString()), dependencies)
            .collect(Collectors.joining(File.pathSeparator)),
        List.of(),
        environment);
  }

  /**
   * Returns the same JVM with JARs only on its class path: an archive of the JVM allows no
   * directories.
   *
   * @param directory receives the JARs of what is in directories
   * @param more further JARs
   */
  ChildJvm onJars(Path directory, List<Path> more) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String place : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(place);
      jars.add(Files.isDirectory(path) ? packed(path, directory, jars.size()) : place);
    }
    for (Path jar : more) {
      jars.add(jar.toString());
    }
    return new ChildJvm(javaHome, String.join(File.pathSeparator, jars), options, environment);
  }

  private static String packed(Path classes, Path directory, int number) throws IOException {
    Path jar = directory.resolve("classes-" + number + ".jar");
    Jars.pack(classes, jar);
    return jar.toString();
  }

  /** Returns the same JVM with more options. */
  public ChildJvm with(List<String> more) {
    return new ChildJvm(
        javaHome, classPath, Stream.concat(options.stream(), more.stream()).toList(), environment);
  }

  /** Returns the same JVM with these variables in addition to those that it inherits. */
  public ChildJvm in(Map<String, String> variables) {
    return new ChildJvm(javaHome, classPath, options, variables);
  }

  private static boolean isPart(String jar) {
    String name = Path.of(jar).getFileName().toString();
    boolean isOurs = name.startsWith("wasm-cache-core") || name.startsWith("wasm-cache-en");
    boolean isTest = name.endsWith("-tests.jar");
    return (isOurs && !isTest) || name.startsWith("caffeine-") || jar.contains("/run/endive/");
  }

  private static List<String> pin() {
    String cpu = lastCpu();
    return Stream.of("/usr/bin/taskset", "/bin/taskset")
        .filter(taskset -> Files.isExecutable(Path.of(taskset)))
        .findFirst()
        .map(taskset -> List.of(taskset, "-c", cpu))
        .orElse(List.of());
  }

  /** Returns the last one that this process may use, so that its caller can choose. */
  private static String lastCpu() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> line.replaceFirst(".*[^0-9]", ""))
          .findFirst()
          .orElse("0");
    } catch (IOException e) {
      return "0";
    }
  }

  /** Returns the version of the JDK, according to its release file. */
  public String version() {
    try (Stream<String> lines = Files.lines(javaHome.resolve("release"))) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')))
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      throw new UncheckedIOException("There is no JDK in " + javaHome, e);
    }
  }

  public boolean pinned() {
    return !pin.isEmpty();
  }

  Measurement measure(Way way, Path file, Path directory) {
    String output = run(FirstCall.class, way.name(), file.toString(), directory.toString());
    return Measurement.parse(output.lines().filter(Measurement::isLine).findFirst().orElseThrow());
  }

  /**
   * Runs a main class.
   *
   * @return what it has printed
   */
  public String run(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(pin);
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    try {
      return run(command);
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /**
   * Runs a main class that prints its result in one line.
   *
   * @param prefix how the line starts
   * @return the rest of the line
   */
  public String result(Class<?> main, String prefix, String... arguments) {
    String printed = run(main, arguments);
    return printed
        .lines()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Nothing was measured: " + printed));
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("wasm-cache-benchmark", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().keySet().removeIf(ChildJvm::isProperty);
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("Not done within " + TIMEOUT_MINUTES + " minutes");
      }
      String printed = Files.readString(output, StandardCharsets.UTF_8);
      if (process.exitValue() != 0) {
        throw new IOException("Exit code " + process.exitValue() + ": " + printed);
      }
      return printed;
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** Spring accepts the name of a variable in lower case too. */
  private static boolean isProperty(String variable) {
    return variable.toUpperCase(Locale.ROOT).startsWith("WASM");
  }

  /** The class path of an application that uses the cache, without what the benchmarks need. */
  private static String classPath() {
    return Stream.concat(
            Stream.of(
                    FirstCall.class,
                    CompilationCache.class,
                    EndiveEngine.class,
                    EngineBuilder.class,
                    MachineFactoryCompiler.class,
                    Instance.class,
                    WasmModule.class,
                    Caffeine.class)
                .map(ChildJvm::place),
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(ChildJvm::isLibrary))
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean isLibrary(String jar) {
    String name = Path.of(jar).getFileName().toString();
    return name.startsWith("asm-") || name.startsWith("slf4j-") || name.startsWith("jspecify-");
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
