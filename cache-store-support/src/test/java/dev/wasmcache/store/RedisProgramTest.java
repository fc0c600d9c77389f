package dev.wasmcache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RedisProgramTest {

  @TempDir Path directory;

  @Test
  void B03_command_noneInstalled_isTheOneThatMavenBrings() throws IOException {
    String command = RedisProgram.command("", directory.toString());
    Process process = new ProcessBuilder(command, "--version").start();
    assertThat(process.getInputStream())
        .asString(StandardCharsets.UTF_8)
        .startsWith("Redis server v=6.2");
  }

  @Test
  void command_installed_isThatOneUnlessTheOtherIsAskedFor() throws IOException {
    Path installed = Files.createFile(directory.resolve("redis-server"));
    assertThat(installed.toFile().setExecutable(true)).isTrue();
    assertThat(RedisProgram.command("", "/nowhere:" + directory)).isEqualTo("redis-server");
    assertThat(RedisProgram.command("embedded", directory.toString()))
        .isEqualTo(RedisProgram.command("", "/nowhere"));
  }
}
