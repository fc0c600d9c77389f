package dev.wasmcache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.chicory.ChicoryEngine;
import dev.wasmcache.endive.EndiveEngine;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The JAR that the build makes, as a process. */
final class ExecutableJarIT {

  private static final Path JAR = Path.of(System.getProperty("wasm-cache.jar"));

  @TempDir private Path temporary;

  private record Run(int exitCode, byte[] out, String err) {
    private String text() {
      return new String(out, StandardCharsets.UTF_8);
    }
  }

  private Run run(List<String> jvm, File input, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(jvm);
    command.addAll(List.of("-jar", JAR.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path err = temporary.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    if (input != null) {
      builder.redirectInput(input);
    }
    builder.environment().remove("NO_COLOR");
    Process process = builder.start();
    byte[] out = process.getInputStream().readAllBytes();
    await().atMost(Duration.ofMinutes(1)).until(() -> !process.isAlive());
    return new Run(process.exitValue(), out, Files.readString(err));
  }

  @Test
  void stats_always_loadsNeitherEngineNorStoreNorLogger() throws Exception {
    Path directory = temporary.resolve("cache");
    Cli.fill(directory, 3);
    Run run = run(List.of("-verbose:class"), null, "stats", "--directory", directory);
    assertThat(run.exitCode()).isZero();
    assertThat(run.text())
        .contains("Entries       3")
        .contains("dev.wasmcache.cli.directory.StatsCommand")
        .doesNotContain(
            "run.endive",
            "com.dylibso",
            "dev.wasmcache.endive",
            "dev.wasmcache.redis",
            "org.slf4j",
            "io.lettuce",
            "io.netty",
            "software.amazon",
            "caffeine");
  }

  /** Entries of the command serve applications only if its engines are theirs, byte by byte. */
  @Test
  void doctor_always_hasTheEnginesOfAnApplication() throws Exception {
    Run run = run(List.of(), null, "doctor", "--json", "--directory", temporary.resolve("none"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(Cli.parse(run.text()).get("checks").toString())
        .contains(
            EndiveEngine.create().fingerprint().engineVersion(),
            ChicoryEngine.create().fingerprint().engineVersion());
  }

  @Test
  void export_toStandardOutput_isImportedFromStandardInput() throws Exception {
    Path from = temporary.resolve("from");
    Path to = temporary.resolve("to");
    Cli.fill(from, 2);
    Run export = run(List.of(), null, "export", "-", "--directory", from);
    assertThat(export.exitCode()).as(export.err()).isZero();
    assertThat(export.err()).contains("2 entries", "standard output");
    File archive = Files.write(temporary.resolve("archive"), export.out()).toFile();
    Run imported = run(List.of(), archive, "import", "-", "--directory", to);
    assertThat(imported.exitCode()).as(imported.err()).isZero();
    assertThat(imported.text()).contains("2 entries");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void launcher_beside_startsTheJar() throws Exception {
    Path launcher = JAR.resolveSibling("wasm-cache");
    ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "--version");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("WASM_CACHE_JAVA_OPTIONS", "-Xmx64m -Xlog:disable");
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    assertThat(text).startsWith("wasm-cache ");
  }

  @Test
  void wrongUsage_always_exitsWithTwoAndNoStackTrace() throws Exception {
    Run run = run(List.of(), null, "stats", "--directory", "/does/not/exist");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("/does/not/exist").doesNotContain("\tat ");
    assertThat(run.text()).isEmpty();
  }

  @Test
  void jar_always_hasLicencesAndNoForeignSignatures() throws Exception {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(entry -> entry.getName()))
          .contains(
              "META-INF/LICENSE",
              "META-INF/NOTICE",
              "META-INF/maven/run.endive/compiler/pom.properties",
              "META-INF/maven/com.dylibso.chicory/compiler/pom.properties")
          .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"))
          .doesNotHaveDuplicates();
    }
  }
}
