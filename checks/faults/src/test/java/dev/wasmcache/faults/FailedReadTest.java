package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Failing reads, one kind of fault at a time. */
@Tag("one-jdk")
final class FailedReadTest extends OneFault {

  @Test
  void F05_get_readFailed_isAnErrorThatDeletesNothing() {
    assertFailedQuietly();
    assertServedOnceReadsWork();
  }

  @Test
  void F05_get_readFailedByNaive_isCaught() throws Exception {
    assertCaught(NaiveWay.IN_PLACE, "THREW", this::assertFailedQuietly);
    assertCaught(
        NaiveWay.DELETES_UNREADABLE,
        "miss",
        () -> {
          injector.inject(Fault.fails(Call.READ, Errno.EIO).at(1));
          jvm.ask("get", directory, OLD);
          assertServedOnceReadsWork();
        });
  }

  private void assertFailedQuietly() {
    injector.inject(Fault.fails(Call.READ, Errno.EIO).at(1));
    assertThat(jvm.ask("get", directory, OLD)).isEqualTo("error");
  }

  private void assertServedOnceReadsWork() {
    injector.clear();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              String answer = jvm.ask("get", directory, OLD);
              assertThat(answer).as("the remaining entry").isIn("hit 10", "skipped");
              return answer.startsWith("hit");
            });
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
    assertServedThoughStaleOnce();
  }

  @Test
  void F23_get_handleStaleOnceByNaive_isCaught() throws Exception {
    assertCaught(
        NaiveWay.IN_PLACE,
        "THREW java.nio.file.FileSystemException",
        this::assertServedThoughStaleOnce);
  }

  private void assertServedThoughStaleOnce() {
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

  @Test
  void F15_get_everyReadShort_isServedAllTheSame() {
    injector.inject(Fault.isShort(Call.READ));
    assertThat(jvm.ask("get", directory, OLD)).isEqualTo("hit 10");
  }
}
