package dev.wasmcache.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The directory that bake.sh fills, and a service that must find every entry there. */
@DisabledOnOs(OS.WINDOWS)
@Tag("one-jdk")
class BakeIT {

  private static final int SHIPPED_MODULES = 5;
  private static final String AHEAD_OF_TIME = "-Dspring.aot.enabled=true";

  @TempDir private Path directory;

  @AfterEach
  void allowDeletion() throws Exception {
    // A user other than root cannot delete what the script has made read-only.
    new ProcessBuilder("chmod", "-R", "u+w", directory.toString()).start().waitFor();
  }

  @Test
  void start_onBakedDirectory_compilesNothingAndAnswers() throws Exception {
    Path baked = directory.resolve("baked");
    Path log = directory.resolve("bake.log");
    assertThat(bake(log, baked)).as(() -> read(log)).isZero();
    assertThat(read(log))
        .contains("warm-up 5 of 5", "warm-up loaded 5 of 5 modules", "Filled " + baked)
        // The application does not serve requests in a training run, so it needs no port.
        .doesNotContain("Tomcat started on port");
    Map<Path, String> files = files(baked);
    assertThat(files.values()).allMatch(state -> !state.contains("w"));

    try (Service service = Service.start(directory.resolve("start.log"), required(baked))) {
      assertThat(service.metric("wasm_cache_compile_seconds_count")).isZero();
      assertThat(service.metric("wasm_cache_requests_total", "outcome=\"hit\"", "tier=\"layer\""))
          .isEqualTo(SHIPPED_MODULES);
      assertThat(service.post("/modules/calculator/functions/evaluate", "[\"2 * (3 + 4) ^ 2\"]"))
          .isEqualTo("{\"result\":\"98\"}");
      assertThat(service.post("/modules/qcms/functions/cmyk", "[1, 0, 0, 0]")).contains("#00adef");
      assertThat(service.get("/modules")).contains("\"origin\":\"layer\"");
      assertThat(service.get("/actuator/health/wasmCache"))
          .contains("\"status\":\"UP\"", "\"mode\":\"required\"", baked.toString());
      assertThat(service.log())
          .contains("5 from read-only directories, 0 compiled since start")
          .contains("read-only " + baked.toRealPath() + ", mode required")
          .doesNotContain("WARN");
    }
    assertThat(files(baked)).isEqualTo(files);
  }

  @Test
  void start_onEmptyDirectory_saysWhatIsMissingAndWhy() throws Exception {
    Path empty = directory.resolve("empty");
    Files.createDirectories(empty.resolve("v1"));
    Path log = directory.resolve("start.log");
    assertThat(exitCode(Service.process(log, required(empty)))).isEqualTo(1);
    assertThat(read(log))
        .contains("APPLICATION FAILED TO START", "wasm.cache.warm-up.modules")
        .contains("'calculator' of 'classpath:/wasm/*.wasm' is not in the cache")
        .contains("'source-map' of ", "'rhino3dm' of ", "never seen before")
        .contains("java -Dspring.context.exit=onRefresh")
        .doesNotContain("Wasm cache: compiled", "\tat ");
  }

  @Test
  void bake_moduleMissing_fails() throws Exception {
    Path baked = directory.resolve("baked");
    Path log = directory.resolve("bake.log");
    int exit = bake(log, baked, "--wasm.cache.warm-up.modules=file:/does-not-exist/*.wasm");
    assertThat(exit).isEqualTo(1);
    assertThat(read(log))
        .contains("APPLICATION FAILED TO START", "file:/does-not-exist/*.wasm")
        .contains("The training run failed")
        .doesNotContain("Filled");
  }

  @Test
  void A14_bake_processedAheadOfTime_fillsWhatIsNamedWhenItRuns() throws Exception {
    Path baked = directory.resolve("baked");
    Path log = directory.resolve("bake.log");
    String named = "--wasm.cache.warm-up.modules=only=classpath:/wasm/calculator.wasm";
    assertThat(bake(AHEAD_OF_TIME, log, baked, named)).as(() -> read(log)).isZero();
    assertThat(read(log))
        .contains("Starting AOT-processed", "warm-up 1 of 1: 'only'", "Filled " + baked)
        .doesNotContain("WARN");
  }

  @Test
  void A14_bake_processedAheadOfTimeAndModuleMissing_fails() throws Exception {
    Path log = directory.resolve("bake.log");
    String named = "--wasm.cache.warm-up.modules=file:/does-not-exist/*.wasm";
    assertThat(bake(AHEAD_OF_TIME, log, directory.resolve("baked"), named)).isEqualTo(1);
    assertThat(read(log))
        .contains("Starting AOT-processed", "APPLICATION FAILED TO START", "does-not-exist")
        .doesNotContain("Filled");
  }

  /**
   * As on a read-only root file system: the default directory of the disk tier cannot be created.
   */
  private Map<String, String> required(Path baked) throws IOException {
    Path file = directory.resolve("a-file");
    Files.writeString(file, "");
    return Map.of(
        "WASM_CACHE_MODE", "required",
        "WASM_CACHE_DISK_DIRECTORY", file.resolve("cache").toString(),
        "WASM_CACHE_DISK_READ_ONLY_DIRECTORIES", baked.toString());
  }

  private static int bake(Path log, Path baked, String... arguments) throws Exception {
    return bake("", log, baked, arguments);
  }

  private static int bake(String options, Path log, Path baked, String... arguments)
      throws Exception {
    List<String> script = new ArrayList<>(List.of(baked.toString()));
    script.addAll(List.of(arguments));
    return bake(options, log, script);
  }

  /** Runs the script with options of the JVM. */
  static int bake(String options, Path log, List<String> script) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "bake.sh"));
    command.addAll(script);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("JDK_JAVA_OPTIONS", options);
    builder.environment().put("JAR", System.getProperty("sample.jar"));
    builder.environment().put("JAVA", Service.java().toString());
    return exitCode(builder.start());
  }

  private static int exitCode(Process process) throws InterruptedException {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("The process did not end");
    }
    return process.exitValue();
  }

  /** Returns the permissions and the time of each file. */
  private static Map<Path, String> files(Path directory) throws IOException {
    Map<Path, String> states = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        states.put(
            file,
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                + " "
                + Files.getLastModifiedTime(file));
      }
    }
    return states;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
