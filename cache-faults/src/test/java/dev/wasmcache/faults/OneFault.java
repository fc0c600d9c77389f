package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JVM whose calls of the C library fail, a directory for each test, and what holds after each.
 */
abstract class OneFault {

  static final int OLD = 1;
  static final int NEW = 2;

  @TempDir static Path temporary;

  static Injector injector;
  static TargetJvm jvm;

  Path directory;

  @BeforeAll
  static void start() throws Exception {
    injector = Injector.create(temporary, temporary);
    jvm = TargetJvm.start(injector.environment());
  }

  @BeforeEach
  void open(TestInfo test) {
    directory = temporary.resolve(test.getTestMethod().orElseThrow().getName());
    assertThat(jvm.ask("open", directory, "product")).isEqualTo("opened");
    assertThat(jvm.ask("put", directory, OLD, 10)).isEqualTo("stored");
  }

  @AfterEach
  void clear() {
    injector.clear();
  }

  @AfterAll
  static void stop() {
    jvm.close();
  }

  void assertNothingLeftOver() throws IOException {
    injector.clear();
    assertThat(CacheFiles.of(directory)).as("the old entry alone").hasSize(1);
  }

  /** Without a restart, once the fault is gone. */
  void assertServedAgain() {
    injector.clear();
    for (int number : List.of(OLD, NEW)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(jvm.ask("load", directory, number)).startsWith("hit"));
    }
  }
}
