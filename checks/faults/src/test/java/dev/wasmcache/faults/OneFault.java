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

/** A JVM whose C library calls fail, a directory for each test, and the invariants after each. */
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
    open(test.getTestMethod().orElseThrow().getName(), "product");
  }

  private void open(String name, String storage) {
    directory = temporary.resolve(name);
    assertThat(jvm.ask("open", directory, storage)).isEqualTo("opened");
    assertThat(jvm.ask("put", directory, OLD, 10)).isEqualTo("stored");
  }

  /** The same check, on a directory of a storage without the protection. */
  void assertCaught(NaiveWay way, String violation, Check check) throws Exception {
    open(directory.getFileName() + "-" + way, way.name());
    Caught.assertCaught(way, violation, storage -> check.run());
  }

  /** The operations and assertions, on the test's directory. */
  interface Check {
    void run() throws Exception;
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

  /** Fails immediately if the answer is one that must never occur. */
  private String answerOfLoad(int number) {
    String answer = jvm.ask("load", directory, number);
    assertThat(answer).matches("hit \\d+|compiled");
    return answer;
  }

  /** Without a restart, after the fault is removed. */
  void assertServedAgain() {
    injector.clear();
    for (int number : List.of(OLD, NEW)) {
      await().atMost(Duration.ofSeconds(20)).until(() -> answerOfLoad(number).startsWith("hit"));
    }
  }
}
