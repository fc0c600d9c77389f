package dev.wasmcache.store;

import dev.wasmcache.Requirement;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/**
 * The Redis that tests start: the installed one, else the one that Maven brings in the JAR of
 * {@code embedded-redis}. With {@code -Dwasmcache.redis=embedded} it is always the latter.
 */
final class RedisProgram {

  private static final String NAME = "redis-server";

  private RedisProgram() {}

  /** Returns its path or name. A test is skipped if there is none that runs here. */
  static String command() {
    return command(
        System.getProperty("wasmcache.redis", ""), System.getenv().getOrDefault("PATH", ""));
  }

  static String command(String choice, String searchPath) {
    return choice.equals("embedded") || !isOn(searchPath) ? Embedded.command() : NAME;
  }

  private static boolean isOn(String searchPath) {
    return Arrays.stream(searchPath.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, NAME)));
  }

  /** Unpacked and tried once in a JVM, and only if it is needed. */
  private static final class Embedded {

    private static String path = "";
    private static String failure = "";

    static {
      try {
        path = unpack().toString();
        failure = failureOf(path);
      } catch (IOException | RuntimeException e) {
        failure = e.toString();
      }
    }

    static String command() {
      Requirement.require(
          failure.isEmpty(),
          "a Redis server, and the one that Maven brings does not run here (" + failure + ")",
          "apt-get install " + NAME);
      return path;
    }

    private static Path unpack() throws IOException {
      Path directory = Files.createTempDirectory("redis-server");
      Path program = ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    program.toFile().delete();
                    directory.toFile().delete();
                  }));
      return program;
    }

    /** Returns why it does not run, or nothing if it does. It may lack a library of the system. */
    private static String failureOf(String program) throws IOException {
      Process process = new ProcessBuilder(program, "--version").redirectErrorStream(true).start();
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      try {
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          return "it does not end";
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return e.toString();
      }
      return process.exitValue() == 0 ? "" : printed;
    }
  }
}
