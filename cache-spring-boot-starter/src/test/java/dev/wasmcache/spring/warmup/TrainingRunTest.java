package dev.wasmcache.spring.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.spring.Modules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that ends on refresh: what it leaves on disk, and its exit code. */
final class TrainingRunTest {

  @TempDir Path directory;

  @BeforeEach
  void writeModules() throws IOException {
    for (int i = 0; i < 3; i++) {
      Files.write(directory.resolve("m" + i + ".wasm"), Modules.answering(i));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"before-ready", "background"})
  void run_exitOnRefresh_hasStoredEveryModule(String mode) throws Exception {
    assertThat(train("--wasm.cache.warm-up.mode=" + mode)).isZero();
    assertThat(log()).contains("warm-up 3 of 3").doesNotContain("The application has started");
    assertThat(entries()).isEqualTo(3);
  }

  @Test
  void run_brokenModule_exitsWithAnErrorThatNamesIt() throws Exception {
    Files.write(directory.resolve("broken.wasm"), new byte[] {1, 2, 3});
    assertThat(train()).isEqualTo(1);
    assertThat(log())
        .contains(
            "APPLICATION FAILED TO START",
            "the module 'broken' of 'file:" + directory + "/*.wasm' does not load",
            "'wasm.cache.warm-up.modules'",
            "wasm.cache.warm-up.on-failure=warn")
        .doesNotContain("\tat ");
  }

  @Test
  void run_moduleCannotBeStored_exitsWithAnError() throws Exception {
    // A volume that is full: below the space to leave free, nothing is written.
    assertThat(train("--wasm.cache.disk.min-free-space=8000000TB")).isEqualTo(1);
    assertThat(log()).contains("APPLICATION FAILED TO START", "was loaded but is not stored");
  }

  @Test
  void run_nothingIsToBeKept_isNoError() throws Exception {
    // As for the class data archive of an application, which does not train the cache.
    assertThat(train("--wasm.cache.mode=bypass")).isZero();
  }

  private int train(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dspring.context.exit=onRefresh",
                "-cp",
                System.getProperty("java.class.path"),
                TrainingRunMain.class.getName(),
                "--wasm.cache.disk.directory=" + directory.resolve("cache"),
                "--wasm.cache.warm-up.modules=file:" + directory + "/*.wasm"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("The process did not end:\n" + log());
    }
    return process.exitValue();
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }

  private long entries() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("cache"))) {
      return files.filter(file -> file.toString().endsWith(".wasmcache")).count();
    }
  }
}
