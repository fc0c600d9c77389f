package dev.wasmcache;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a test needs besides a JDK: skipped without it, with a line that says how to get it. */
public final class Requirement {

  private Requirement() {}

  /** Rights that only root has: mounts, files of other users. */
  public static void root() {
    require("root".equals(System.getProperty("user.name")), "root", "run the tests as root");
  }

  /** A program on the path. */
  public static void command(String name, String debianPackage) {
    boolean found =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    require(found, "'" + name + "'", "apt-get install " + debianPackage);
  }

  /**
   * Skips the test if a condition does not hold. The build server has everything: there the test
   * fails.
   *
   * @param what what is missing
   * @param remedy how to get it
   */
  public static void require(boolean condition, String what, String remedy) {
    String message = "needs " + what + ": " + remedy;
    if (!condition && "true".equals(System.getenv("WASM_CACHE_CI"))) {
      throw new AssertionError("A test " + message);
    }
    assumeTrue(condition, message);
  }
}
