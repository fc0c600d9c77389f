package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/**
 * Shows that a check finds what it is for: the same fault and the same assertions, on a storage
 * without the protection.
 */
final class Caught {

  private Caught() {}

  /** What is done and asserted, on a storage that {@link Storage#open} knows. */
  interface Check {
    void on(String storage) throws Exception;
  }

  /**
   * Returns if the check fails.
   *
   * @param violation what it has to find: a part of an answer, or of what is thrown
   */
  static void assertCaught(NaiveWay way, String violation, Check check) throws Exception {
    assertThat(failure(way, check))
        .as("the failure of the check with " + way)
        .isNotNull()
        .hasStackTraceContaining(violation);
  }

  /** Answers null if there is none. What a test is skipped for is none. */
  private static Throwable failure(NaiveWay way, Check check) throws Exception {
    try {
      check.on(way.name());
      return null;
    } catch (AssertionError | IOException e) {
      return e;
    }
  }
}
