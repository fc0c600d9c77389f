package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/**
 * Shows that a check detects its fault: runs the same fault and the same assertions on a storage
 * without the protection.
 */
final class Caught {

  private Caught() {}

  /** The operations and assertions, on a storage that {@link Storage#open} knows. */
  interface Check {
    void on(String storage) throws Exception;
  }

  /**
   * Returns if the check fails.
   *
   * @param violation the expected finding: a part of an answer, or of the exception
   */
  static void assertCaught(NaiveWay way, String violation, Check check) throws Exception {
    assertThat(failure(way, check))
        .as("the failure of the check with " + way)
        .isNotNull()
        .hasStackTraceContaining(violation);
  }

  /** Returns null if there is none. A skipped test does not count as a failure. */
  private static Throwable failure(NaiveWay way, Check check) throws Exception {
    try {
      check.on(way.name());
      return null;
    } catch (AssertionError | IOException e) {
      return e;
    }
  }
}
