package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Failing writes, one kind of fault at a time. */
@Tag("one-jdk")
final class FailedWriteTest extends OneFault {

  @Test
  void F04_put_fsyncFailed_isGivenUpAndNotRetried() throws IOException {
    assertGivenUpIfSyncFails();
  }

  @Test
  void F04_put_syncedAgainByNaive_isCaught() throws Exception {
    assertCaught(NaiveWay.SYNCS_AGAIN, "stored", this::assertGivenUpIfSyncFails);
  }

  /** A second fsync would succeed: the kernel has dropped the data, and reports that only once. */
  private void assertGivenUpIfSyncFails() throws IOException {
    injector.inject(Fault.fails(Call.FSYNC, Errno.EIO).at(1));
    assertThat(jvm.ask("put", directory, NEW, 20)).isEqualTo("error");
    assertThat(injector.seen()).as("calls of fsync").isEqualTo(1);
    assertNothingLeftOver();
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
    assertDroppedIfRenameFails();
  }

  @ParameterizedTest
  @CsvSource({
    "UNSYNCED, THREW java.nio.file.FileSystemException",
    "LEAVES_TEMPORARY, the old entry alone"
  })
  void F07_put_quotaMetAtRenameByNaive_isCaught(NaiveWay way, String violation) throws Exception {
    assertCaught(way, violation, this::assertDroppedIfRenameFails);
  }

  private void assertDroppedIfRenameFails() throws IOException {
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
    assertFailedIfCloseFails();
  }

  @Test
  void F14_put_closeIgnoredByNaive_isCaught() throws Exception {
    assertCaught(NaiveWay.IGNORES_CLOSE, "stored", this::assertFailedIfCloseFails);
  }

  private void assertFailedIfCloseFails() throws IOException {
    // The first close is that of the new, empty file.
    injector.inject(Fault.fails(Call.CLOSE, Errno.EIO).from(2));
    assertThat(jvm.ask("put", directory, NEW, 20)).isEqualTo("error");
    assertThat(injector.met()).isPositive();
    assertNothingLeftOver();
    assertServedAgain();
  }

  @Test
  void F14_put_closeOfTheNewFileFailed_leavesNothing() throws IOException {
    injector.inject(Fault.fails(Call.CLOSE, Errno.EIO).at(1));
    assertThat(jvm.ask("put", directory, NEW, 20)).isEqualTo("error");
    assertNothingLeftOver();
  }

  @Test
  void F14_collect_closeOfAFolderFailed_isNoOtherExceptionThanPromised() {
    for (int call = 1; ; call++) {
      injector.inject(Fault.fails(Call.CLOSE, Errno.EIO).at(call));
      String answer = jvm.ask("collect", directory);
      if (injector.met() == 0) {
        return;
      }
      assertThat(answer).as("close " + call).doesNotStartWith("THREW");
    }
  }
}
