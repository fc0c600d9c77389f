package dev.wasmcache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.wasmcache.Artifact;
import dev.wasmcache.CompilationCache;
import dev.wasmcache.CompileRequest;
import dev.wasmcache.admin.Setting;
import dev.wasmcache.spring.setting.PropertyNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the core says in an application: it names properties, not the methods of its builders. */
@ExtendWith(OutputCaptureExtension.class)
final class PropertyNamesTest {

  private static final CompileRequest MODULE = Modules.request(1);

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void of_everySetting_isAProperty(Setting setting) throws IOException {
    String property = PropertyNames.of(setting).replaceFirst("=.*", "");
    try (InputStream metadata =
        Objects.requireNonNull(
            getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
      assertThat(new String(metadata.readAllBytes(), StandardCharsets.UTF_8))
          .contains("\"name\": \"" + property + "\"");
    }
  }

  @Test
  void put_tooLarge_isLoggedWithTheProperty(CapturedOutput output) {
    run("wasm.cache.max-entry-size=1MB", cache -> cache.put(MODULE.key(), megabytes(2)));
    assertThat(output).contains("ended as too-large", "(see wasm.cache.max-entry-size)");
  }

  @Test
  void put_diskTooSmall_isLoggedWithTheProperty(CapturedOutput output) {
    run("wasm.cache.disk.max-size=1MB", cache -> cache.put(MODULE.key(), megabytes(2)));
    assertThat(output).contains("ended as too-large", "(see wasm.cache.disk.max-size)");
  }

  @Test
  void put_tooLittleFreeSpace_isLoggedWithTheProperty(CapturedOutput output) {
    run("wasm.cache.disk.min-free-space=8000000TB", cache -> cache.put(MODULE.key(), megabytes(1)));
    assertThat(output).contains("ended as skipped", "(see wasm.cache.disk.min-free-space)");
  }

  @Test
  void put_directoryOpenToOthers_isLoggedWithTheProperty(CapturedOutput output) {
    run(
        "wasm.cache.max-entry-size=1MB",
        cache -> {
          open(directory.resolve("cache"));
          open(directory.resolve("cache").resolve("v1"));
          cache.put(MODULE.key(), megabytes(0));
        });
    assertThat(output).contains("it has changed", "(see wasm.cache.disk.directory)");
  }

  @Test
  void getOrCompile_required_namesTheProperty() {
    run(
        "wasm.cache.mode=required",
        cache ->
            assertThatThrownBy(() -> cache.getOrCompile(MODULE, request -> fail("compiled")))
                .hasMessageEndingWith("(see wasm.cache.mode)"));
  }

  @Test
  void delete_readOnly_namesTheProperty() {
    run(
        "wasm.cache.mode=read-only",
        cache ->
            assertThatThrownBy(() -> cache.delete(MODULE.key()))
                .hasMessageContaining("(see wasm.cache.mode)"));
  }

  @Test
  void start_parentOpenToOthers_namesTheProperty(CapturedOutput output) throws IOException {
    open(directory);
    run("wasm.cache.max-entry-size=1MB", cache -> {});
    assertThat(output)
        .contains("nothing is kept on disk", "set 'wasm.cache.disk.trust-parents=true'.");
  }

  private static Artifact megabytes(int count) {
    return Artifact.of(new byte[count * 1024 * 1024]);
  }

  private static void open(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  private void run(String property, Use use) {
    ApplicationContextRunner runner = StarterRunner.in(directory);
    runner
        .withPropertyValues(property)
        .run(context -> use.of(context.getBean(CompilationCache.class)));
  }

  private interface Use {
    void of(CompilationCache cache) throws IOException;
  }
}
