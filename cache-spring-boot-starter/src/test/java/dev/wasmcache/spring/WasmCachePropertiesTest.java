package dev.wasmcache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Integrity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
final class WasmCachePropertiesTest {

  private static final String SECRET =
      Base64.getEncoder().encodeToString("a secret of 32 bytes, not random".getBytes());

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wasm.cache.name                          | ' '   | Leave it out
          wasm.cache.generation                    | -1    | Count up from 0
          wasm.cache.max-entry-size                | 10KB  | Set it to 1MB or more
          wasm.cache.max-entry-size                | 4GB   | Set it to 2047MB or less
          wasm.cache.memory.max-size               | 64    | a number without a unit means bytes
          wasm.cache.memory.max-size               | -1MB  | 0 turns it off
          wasm.cache.modules.max-size              | 1KB   | 0 turns it off
          wasm.cache.disk.max-size                 | 2     | wasm.cache.disk.enabled=false
          wasm.cache.disk.max-idle                 | 10m   | Set it to 1h or more
          wasm.cache.disk.min-free-space           | -1MB  | Set it to 0B or more
          wasm.cache.compile.max-concurrent        | 0     | Set it to 1 or more
          wasm.cache.verify.sample-rate            | -1    | for one hit in 1000
          wasm.cache.engine.max-functions-per-class| 0     | Set it to 1 or more
          wasm.cache.engine.class-name             | ' '   | name a class
          wasm.cache.engine.interpreted-functions  | -1    | Count functions from 0
          wasm.cache.integrity.keys[0].secret      | c2hvcnQ= | openssl rand -base64 32
          wasm.cache.integrity.keys[0].secret      | n.o.t | openssl rand -base64 32
          """)
  void start_wrongValue_isReportedWithPropertyAndRemedy(
      String property, String value, String remedy, CapturedOutput output) {
    assertThatThrownBy(() -> start(property + "=" + value)).isNotNull();
    assertThat(output)
        .contains("APPLICATION FAILED TO START", "The property '" + property + "'", remedy)
        .doesNotContain("\tat ");
    if (!property.endsWith("secret")) {
      assertThat(output).contains("has the value '");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wasm.cache.integrity.keys[1].id=a         | wasm.cache.integrity.keys[1].id
          wasm.cache.integrity.keys[1].id=no name   | wasm.cache.integrity.keys[1].id
          wasm.cache.integrity.keys[1].name=unknown | wasm.cache.integrity.keys[1].id
          wasm.cache.integrity.keys[1].id=${no}     | ${no}
          """)
  void start_wrongKey_neverShowsASecret(String wrong, String property, CapturedOutput output) {
    assertThatThrownBy(
            () ->
                start(
                    "wasm.cache.integrity.keys[0].id=a",
                    "wasm.cache.integrity.keys[0].secret=" + SECRET,
                    "wasm.cache.integrity.keys[1].secret=" + SECRET,
                    wrong))
        .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain(SECRET));
    assertThat(output).contains(property).doesNotContain(SECRET);
  }

  @Test
  void start_shortSecret_isNotShown(CapturedOutput output) {
    assertThatThrownBy(
            () ->
                start(
                    "wasm.cache.integrity.keys[0].id=a",
                    "wasm.cache.integrity.keys[0].secret=c2hvcnQ="))
        .satisfies(failure -> assertThat(stackTrace(failure)).doesNotContain("c2hvcnQ="));
    assertThat(output).contains("decodes to 5 bytes").doesNotContain("c2hvcnQ=");
  }

  @Test
  void start_directoryRequiredButUnusable_isReportedWithRemedy(CapturedOutput output)
      throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(
            () -> start("wasm.cache.disk.required=true", "wasm.cache.disk.directory=" + file))
        .isNotNull();
    assertThat(output)
        .contains("APPLICATION FAILED TO START", "wasm.cache.disk.directory", file.toString())
        .contains("Name a directory", "leave 'wasm.cache.disk.required' out")
        .doesNotContain("\tat ");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void start_directoryWritableByOthers_isReportedWithRemedy(CapturedOutput output)
      throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(
            () -> start("wasm.cache.disk.required=true", "wasm.cache.disk.directory=" + open))
        .isNotNull();
    assertThat(output).contains("users other than its owner can write it", "chmod 700");
  }

  @Test
  void start_keys_authenticateEntries() {
    StarterRunner.in(directory)
        .withPropertyValues(
            "wasm.cache.integrity.keys[0].id=a", "wasm.cache.integrity.keys[0].secret=" + SECRET)
        .run(
            context -> {
              assertThat(context.getBean(Integrity.class).authenticates()).isTrue();
              assertThat(context.getBean(WasmCacheProperties.class).toString())
                  .contains("id=a")
                  .doesNotContain(SECRET);
            });
  }

  private void start(String... properties) {
    SpringApplication application =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .properties("wasm.cache.disk.directory=" + directory.resolve("cache"))
            .build();
    application
        .run(Arrays.stream(properties).map(text -> "--" + text).toArray(String[]::new))
        .close();
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    Objects.requireNonNull(failure).printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(WasmCacheAutoConfiguration.class)
  static class Application {}
}
