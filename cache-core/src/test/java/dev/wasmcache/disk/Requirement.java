package dev.wasmcache.disk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a test needs beside a JDK: skipped without it, with a line that says how to get it. */
final class Requirement {

  private Requirement() {}

  /** The build server has everything: a test that would be skipped there fails. */
  static void root() {
    boolean root = CurrentUser.name().filter("root"::equals).isPresent();
    if (!root && "true".equals(System.getenv("WASM_CACHE_CI"))) {
      throw new AssertionError("This test needs root, and the build server must give it");
    }
    assumeTrue(root, "needs root: run the tests as root, in a container for example");
  }
}
