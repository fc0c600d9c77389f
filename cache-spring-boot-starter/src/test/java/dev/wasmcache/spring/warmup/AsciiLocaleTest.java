package dev.wasmcache.spring.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.spring.Modules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process whose locale has only ASCII characters. */
@DisabledOnOs({OS.WINDOWS, OS.MAC})
final class AsciiLocaleTest {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "wasm.cache.disk.directory, d\\u00e9p\\u00f4t",
    "wasm.cache.disk.directory, d\\ufffdp\\ufffdt",
    "'wasm.cache.disk.read-only-directories[0]', d\\u00e9p\\u00f4t",
    "'wasm.cache.warm-up.modules[0]', d\\u00e9p\\u00f4t/*.wasm",
    "'wasm.cache.warm-up.modules[0]', d\\u00e9p\\u00f4t.wasm"
  })
  void A08_start_nameThatTheLocaleDoesNotHave_namesPropertyAndLocale(String property, String name)
      throws Exception {
    String prefix = property.contains("warm-up") ? "file:" : "";
    assertThat(start(property, prefix + directory + "/" + name)).isEqualTo(1);
    assertThat(directory.resolve("log"))
        .content()
        .contains("APPLICATION FAILED TO START", property.replaceFirst("modules.*", "modules"))
        .contains("locale", "ANSI_X3.4-1968 (sun.jnu.encoding)", "LC_ALL=C.UTF-8")
        .doesNotContain("Update your application's configuration", "\tat ");
  }

  @Test
  void A08_start_moduleWhoseNameCannotBeRead_isAFailureAndNotLeftOut() throws Exception {
    Files.write(directory.resolve("one.wasm"), Modules.answering(1));
    Process copy =
        new ProcessBuilder("sh", "-c", "cp one.wasm \"$(printf 'd\\303\\251p.wasm')\"")
            .directory(directory.toFile())
            .start();
    assertThat(copy.waitFor()).isZero();
    assertThat(start("wasm.cache.warm-up.modules[0]", "file:" + directory + "/*.wasm"))
        .isEqualTo(1);
    assertThat(directory.resolve("log"))
        .content()
        .contains("APPLICATION FAILED TO START", "cannot be read", "LC_ALL=C.UTF-8");
  }

  /** Starts the process with a property in a file, whose value is escaped to ASCII. */
  private int start(String property, String value) throws Exception {
    Path file = directory.resolve("late.properties");
    Files.writeString(file, property + "=" + value + "\n");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dspring.context.exit=onRefresh",
                "-cp",
                System.getProperty("java.class.path"),
                TrainingRunMain.class.getName(),
                "--spring.config.additional-location=" + file.toUri(),
                "--wasm.cache.disk.required=true"));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("XDG_CACHE_HOME", directory.resolve("home").toString());
    Process process =
        builder.redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("The process did not end");
    }
    return process.exitValue();
  }
}
