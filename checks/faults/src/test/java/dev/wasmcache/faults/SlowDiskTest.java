package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A disk that is slow, or never answers. */
@Tag("one-jdk")
final class SlowDiskTest {

  private static final int OLD = 1;
  private static final int NEW = 2;

  // The budget is two seconds; a busy machine may need some more.
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path temporary;

  private Path directory;
  private Injector injector;
  private TargetJvm jvm;

  @BeforeEach
  void start() throws Exception {
    directory = temporary.resolve("cache");
    injector = Injector.create(temporary, temporary);
    jvm = TargetJvm.start(injector.environment());
    assertThat(jvm.ask("open", directory, "impatient")).isEqualTo("opened");
    assertThat(jvm.ask("put", directory, OLD, 10)).isEqualTo("stored");
  }

  @AfterEach
  void stop() {
    injector.clear();
    jvm.close();
  }

  static List<Call> callsOfGet() {
    return LongForm.isOn() ? callsOfReads() : List.of(Call.READ);
  }

  private static List<Call> callsOfReads() {
    return List.of(Call.STAT, Call.OPEN, Call.READ, Call.CLOSE);
  }

  static List<Call> callsOfPut() {
    return LongForm.isOn()
        ? List.of(Call.STAT, Call.OPEN, Call.WRITE, Call.FSYNC, Call.RENAME)
        : List.of(Call.FSYNC);
  }

  @ParameterizedTest
  @MethodSource("callsOfGet")
  void F26_get_callHangs_isAMissWithinTheBudget(Call call) throws Exception {
    injector.inject(Fault.hangs(call));
    jvm.tell("get", directory, OLD);
    await().atMost(SOON).until(jvm::hasAnswered);
    // Answered while the disk hangs: the fault is still active.
    assertThat(injector.met()).isPositive();
    assertThat(jvm.answer()).isEqualTo("timeout");
    jvm.tell("load", directory, OLD);
    await().atMost(SOON).until(jvm::hasAnswered);
    assertThat(jvm.answer()).isEqualTo("compiled");
    assertServedAgain();
  }

  @ParameterizedTest
  @MethodSource("callsOfPut")
  void F26_put_callHangs_isDroppedWithinTheBudget(Call call) throws Exception {
    injector.inject(Fault.hangs(call));
    jvm.tell("put", directory, NEW, 20);
    await().atMost(SOON).until(jvm::hasAnswered);
    assertThat(injector.met()).isPositive();
    assertThat(jvm.answer()).isEqualTo("timeout");
    // Reads continue, unless they hang at the same call.
    String read = callsOfReads().contains(call) ? "timeout" : "hit 10";
    assertThat(jvm.ask("get", directory, OLD)).isEqualTo(read);
    assertServedAgain();
  }

  @Test
  void F26_delete_callHangs_saysSoWithinTheBudget() throws Exception {
    injector.inject(Fault.hangs(Call.UNLINK));
    jvm.tell("delete", directory, OLD);
    await().atMost(SOON).until(jvm::hasAnswered);
    assertThat(jvm.answer()).startsWith("failed");
    assertServedAgain();
  }

  @Test
  void F26_J02_close_writeHangs_returnsWithinTheBudget() throws Exception {
    injector.inject(Fault.hangs(Call.FSYNC));
    assertThat(jvm.ask("put", directory, NEW, 20)).isEqualTo("timeout");
    jvm.tell("close", directory);
    await().atMost(SOON).until(jvm::hasAnswered);
    assertThat(jvm.answer()).isEqualTo("closed");
    injector.clear();
    assertThat(jvm.ask("open", directory, "impatient")).isEqualTo("opened");
    assertServedAgain();
  }

  @Test
  void F26_put_syncSlow_isStored() {
    injector.inject(Fault.isSlow(Call.FSYNC, Duration.ofMillis(300)));
    assertThat(jvm.ask("put", directory, NEW, 20)).isEqualTo("stored");
    assertThat(injector.met()).isEqualTo(1);
  }

  @Test
  void F26_get_readHangsOnTheThreadOfTheCaller_isCaught() throws Exception {
    Path naive = temporary.resolve("naive");
    assertThat(jvm.ask("open", naive, "IN_PLACE")).isEqualTo("opened");
    assertThat(jvm.ask("put", naive, OLD, 10)).isEqualTo("stored");
    injector.inject(Fault.hangs(Call.READ));
    jvm.tell("get", naive, OLD);
    await().during(Duration.ofSeconds(3)).atMost(SOON).until(() -> !jvm.hasAnswered());
    injector.clear();
    assertThat(jvm.answer()).isEqualTo("hit 10");
  }

  /** Without a restart, once the disk answers again. */
  private void assertServedAgain() {
    injector.clear();
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(jvm.ask("load", directory, OLD)).startsWith("hit");
              assertThat(jvm.ask("load", directory, NEW)).startsWith("hit");
            });
    assertThat(jvm.ask("verify", directory)).isEqualTo("entries 2 bad 0");
  }
}
