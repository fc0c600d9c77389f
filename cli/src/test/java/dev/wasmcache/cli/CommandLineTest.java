package dev.wasmcache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands have in common: options, help, messages, completion. */
final class CommandLineTest {

  private static final String[] COMMANDS = {
    "stats", "list", "show", "why", "verify", "evict", "clear", "export", "import", "compile",
    "doctor"
  };

  @TempDir private Path temporary;

  @Test
  void help_always_namesEveryCommandAndExitCode() {
    assertThat(Cli.run("--help").exits(0).out())
        .contains(COMMANDS)
        .contains("Exit codes:", "generate-completion");
    assertThat(Cli.run("help", "evict").exits(0).out()).contains("--max-idle", "--directory=DIR");
  }

  @Test
  void help_ofACommand_namesTheFixedOptions() {
    for (String command : COMMANDS) {
      assertThat(Cli.run(command, "--help").exits(0).out())
          .as(command)
          .contains("Usage: wasm-cache " + command, "--directory=DIR", "--json");
    }
  }

  @Test
  void version_always_namesTheEngines() {
    assertThat(Cli.run("--version").exits(0).out())
        .containsPattern("wasm-cache \\d")
        .containsPattern("Endive \\d")
        .containsPattern("Chicory \\d");
  }

  @Test
  void completion_always_knowsCommandsAndOptions() {
    assertThat(Cli.run("generate-completion").exits(0).out())
        .contains("complete -F _complete_wasm-cache")
        .contains(COMMANDS)
        .contains("--directory", "--private-key");
  }

  @Test
  void command_noneOrUnknown_isWrongUsage() {
    assertThat(Cli.run().exits(2).err()).contains("Name a command.", "wasm-cache --help");
    assertThat(Cli.run("statss").exits(2).err()).contains("'statss'", "wasm-cache stats");
    assertThat(Cli.run("stats", "--wrong").exits(2).err()).contains("--wrong");
    assertThat(Cli.run("list", "--limit", "many").exits(2).err()).contains("--limit", "'many'");
  }

  @Test
  void option_beforeTheCommand_countsLikeOneAfterIt() {
    Path directory = temporary.resolve("list");
    Cli.fill(directory, 1);
    // Not the statistics: they have the free space of the volume, which changes.
    assertThat(Cli.run("--directory", directory, "--json", "list").exits(0).json())
        .isEqualTo(Cli.run("list", "--json", "--directory", directory).exits(0).json());
  }

  @Test
  void colours_onRequest_areThereOrNot() {
    Path directory = temporary.resolve("cache");
    Cli.fill(directory, 1);
    assertThat(Cli.run("verify", "--directory", directory, "--color=always").out())
        .contains("\u001b[");
    assertThat(Cli.run("verify", "--directory", directory, "--color=never").out())
        .doesNotContain("\u001b[");
    assertThat(Cli.run("verify", "--directory", directory, "--color=always", "--json").out())
        .doesNotContain("\u001b[");
    assertThat(Cli.run("stats", "--color=always", "--wrong").err()).contains("\u001b[");
    assertThat(Cli.run("stats", "--color", "never", "--wrong").err()).doesNotContain("\u001b[");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--public-key", "--secret"})
  void key_fileMissing_isWrongUsage(String option) {
    assertThat(Cli.run("doctor", option, "k1=/does/not/exist").exits(2).err())
        .contains(option + " k1=/does/not/exist", "cannot be read");
  }

  @Test
  void key_unusable_isNamedAndNotShown() throws IOException {
    Path text = Files.writeString(temporary.resolve("text"), "certainly not!");
    assertThat(Cli.run("doctor", "--public-key", "k1=" + text).exits(2).err())
        .contains("--public-key k1=" + text, "neither Base64 nor PEM")
        .doesNotContain("certainly");
    Path weak = Files.writeString(temporary.resolve("weak"), "c2hvcnQ=");
    assertThat(Cli.run("doctor", "--secret", "k1=" + weak).exits(2).err())
        .contains("--secret k1=", "5 bytes", "32")
        .doesNotContain("c2hv", "short");
    Cli.makeKeys(temporary);
    Path secret = temporary.resolve("private.pem");
    assertThat(Cli.run("doctor", "--public-key", "k1=" + secret).exits(2).err())
        .contains("PEM of another kind than PUBLIC KEY");
    assertThat(
            Cli.run(
                    "doctor",
                    "--public-key",
                    "k1=" + temporary.resolve("public.pem"),
                    "--secret",
                    "k2=" + weak)
                .exits(2)
                .err())
        .contains("--secret or --public-key, not both");
    assertThat(
            Cli.run("doctor", "--public-key", "a b=" + temporary.resolve("public.pem"))
                .exits(2)
                .err())
        .contains("--public-key a b=");
  }
}
