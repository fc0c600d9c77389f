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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** One kind of fault at a time, each beside what must come of it. */
final class SystemCallFaultTest {

  private static final int OLD = 1;
  private static final int NEW = 2;

  @TempDir static Path temporary;

  private static Injector injector;
  private static TargetJvm jvm;

  private Path directory;

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

  @Test
  void F04_put_fsyncFailed_isGivenUpAndNotRetried() throws IOException {
    injector.inject(Fault.fails(Call.FSYNC, Errno.EIO));
    assertThat(jvm.ask("put", directory, NEW, 20)).isEqualTo("error");
    assertThat(injector.seen()).as("calls of fsync").isEqualTo(1);
    assertNothingLeftOver();
    assertServedAgain();
  }

  @Test
  void F05_get_readFailed_isAnErrorThatDeletesNothing() {
    injector.inject(Fault.fails(Call.READ, Errno.EIO).at(1));
    assertThat(jvm.ask("get", directory, OLD)).isEqualTo("error");
    injector.clear();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(jvm.ask("get", directory, OLD)).isEqualTo("hit 10"));
  }

  @Test
  void F05_get_everyReadFails_tierIsLeftAloneForAWhile() {
    injector.inject(Fault.fails(Call.READ, Errno.EIO));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(jvm.ask("get", directory, OLD)).isEqualTo("skipped"));
    assertServedAgain();
  }

  @Test
  void F06_put_neverAnySpace_writesPauseAndReadsGoOn() {
    injector.inject(Fault.fails(Call.WRITE, Errno.ENOSPC));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(jvm.ask("put", directory, NEW, 20)).isEqualTo("skipped"));
    assertThat(jvm.ask("get", directory, OLD)).isEqualTo("hit 10");
    assertServedAgain();
  }

  @Test
  void F06_put_noSpaceAtAnyCall_isDroppedAndLeavesNothing() throws IOException {
    for (Call call : List.of(Call.MKDIR, Call.OPEN, Call.WRITE, Call.FSYNC)) {
      Path each = directory.resolve(call.name());
      assertThat(jvm.ask("open", each, "product")).isEqualTo("opened");
      injector.inject(Fault.fails(call, Errno.ENOSPC));
      assertThat(jvm.ask("put", each, NEW, 20)).as(call.name()).isEqualTo("error");
      assertThat(injector.met()).as(call.name()).isPositive();
      injector.clear();
      assertThat(CacheFiles.of(each)).as(call.name()).isEmpty();
    }
  }

  @Test
  void F07_put_quotaMetAtRename_isDroppedAndLeavesNothing() throws IOException {
    injector.inject(Fault.fails(Call.RENAME, Errno.EDQUOT));
    assertThat(jvm.ask("put", directory, NEW, 20)).isEqualTo("error");
    assertNothingLeftOver();
    assertServedAgain();
  }

  @Test
  void F13_put_everyWriteShort_storesAll() {
    injector.inject(Fault.isShort(Call.WRITE));
    assertThat(jvm.ask("put", directory, NEW, 20)).isEqualTo("stored");
    assertThat(injector.met()).isGreaterThan(1);
    injector.clear();
    assertThat(jvm.ask("get", directory, NEW)).isEqualTo("hit 20");
  }

  @Test
  void F13_put_oneWriteOnly_isCaught() {
    Path naive = directory.resolve("naive");
    assertThat(jvm.ask("open", naive, "ONE_WRITE")).isEqualTo("opened");
    injector.inject(Fault.isShort(Call.WRITE));
    assertThat(jvm.ask("put", naive, NEW, 20)).isEqualTo("stored");
    injector.clear();
    assertThat(jvm.ask("get", naive, NEW)).isEqualTo("WRONG");
  }

  @Test
  void F13_put_tornWrite_isDroppedAndLeavesNothing() throws IOException {
    injector.inject(Fault.tears(Errno.ENOSPC).at(2));
    assertThat(jvm.ask("put", directory, NEW, 20)).isEqualTo("error");
    assertThat(injector.met()).isEqualTo(1);
    assertNothingLeftOver();
    assertServedAgain();
  }

  @Test
  void F13_put_tornWriteInPlace_isCaught() {
    Path naive = directory.resolve("naive");
    assertThat(jvm.ask("open", naive, "IN_PLACE")).isEqualTo("opened");
    injector.inject(Fault.tears(Errno.ENOSPC).at(1));
    assertThat(jvm.ask("put", naive, NEW, 20)).startsWith("THREW");
    injector.clear();
    assertThat(jvm.ask("get", naive, NEW)).isEqualTo("WRONG");
  }

  @Test
  void F14_put_closeFailed_isAFailedWriteThatLeavesNothing() throws IOException {
    // The first close is that of the new, empty file.
    injector.inject(Fault.fails(Call.CLOSE, Errno.EIO).from(2));
    assertThat(jvm.ask("put", directory, NEW, 20)).isEqualTo("error");
    assertThat(injector.met()).isPositive();
    assertNothingLeftOver();
    assertServedAgain();
  }

  @Test
  void F15_get_bitFlippedWhileRead_isCorruptAndNeverHandedOut() {
    for (int read = 1; ; read++) {
      assertThat(jvm.ask("put", directory, OLD, 10)).isEqualTo("stored");
      injector.inject(Fault.flips().at(read));
      String answer = jvm.ask("get", directory, OLD);
      if (injector.met() == 0) {
        assertThat(read).as("reads of an entry").isGreaterThan(2);
        return;
      }
      injector.clear();
      assertThat(answer).isEqualTo("corrupt");
      assertThat(jvm.ask("load", directory, OLD)).isEqualTo("compiled");
      assertThat(jvm.ask("load", directory, OLD)).startsWith("hit");
    }
  }

  @Test
  void F15_get_bitFlippedWhileReadByNaive_isCaught() {
    Path naive = directory.resolve("naive");
    assertThat(jvm.ask("open", naive, "IN_PLACE")).isEqualTo("opened");
    assertThat(jvm.ask("put", naive, OLD, 10)).isEqualTo("stored");
    injector.inject(Fault.flips().at(1));
    assertThat(jvm.ask("get", naive, OLD)).isEqualTo("WRONG");
  }

  @Test
  void F23_get_handleStaleOnce_isServed() {
    injector.inject(Fault.fails(Call.OPEN, Errno.ESTALE).at(1));
    assertThat(jvm.ask("get", directory, OLD)).isEqualTo("hit 10");
    assertThat(injector.met()).isEqualTo(1);
  }

  @Test
  void F23_get_handleStaleAtEveryOpen_isAnErrorAndServedAfterwards() {
    injector.inject(Fault.fails(Call.OPEN, Errno.ESTALE));
    assertThat(jvm.ask("get", directory, OLD)).isEqualTo("error");
    assertThat(jvm.ask("load", directory, OLD)).isEqualTo("compiled");
    injector.clear();
    assertServedAgain();
  }

  private void assertNothingLeftOver() throws IOException {
    injector.clear();
    assertThat(CacheFiles.of(directory)).as("the old entry alone").hasSize(1);
  }

  /** Without a restart, once the fault is gone. */
  private void assertServedAgain() {
    injector.clear();
    for (int number : List.of(OLD, NEW)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(jvm.ask("load", directory, number)).startsWith("hit"));
    }
  }
}
