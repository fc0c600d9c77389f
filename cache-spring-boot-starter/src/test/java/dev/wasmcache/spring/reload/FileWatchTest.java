package dev.wasmcache.spring.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class FileWatchTest {

  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  private static final FileStamp USED = stamp(100, START, "a");

  private final FileWatch watch = new FileWatch(USED);

  @Test
  void isChanged_sameFile_isFalse() {
    assertThat(watch.isChanged(USED, START.plusSeconds(10))).isFalse();
    assertThat(watch.isChanged(USED, START.plusSeconds(11))).isFalse();
  }

  @Test
  void isChanged_fileThatGrows_isFalseUntilTwoLooksSeeTheSame() {
    assertThat(watch.isChanged(stamp(10, START.plusSeconds(1), "b"), START.plusSeconds(5)))
        .isFalse();
    assertThat(watch.isChanged(stamp(60, START.plusSeconds(2), "b"), START.plusSeconds(6)))
        .isFalse();
    FileStamp whole = stamp(110, START.plusSeconds(3), "b");
    assertThat(watch.isChanged(whole, START.plusSeconds(7))).isFalse();
    assertThat(watch.isChanged(whole, START.plusSeconds(8))).isTrue();
  }

  @Test
  void isChanged_writtenInThisTick_isFalseUntilTheNext() {
    FileStamp changed = stamp(110, START.plusMillis(1500), "a");
    assertThat(watch.isChanged(changed, START.plusMillis(1600))).isFalse();
    assertThat(watch.isChanged(changed, START.plusMillis(1700))).isFalse();
    assertThat(watch.isChanged(changed, START.plusMillis(2500))).isTrue();
  }

  @Test
  void isChanged_writtenInTheFuture_isTrueAfterTwoLooks() {
    FileStamp changed = stamp(110, START.plusSeconds(1000), "a");
    assertThat(watch.isChanged(changed, START)).isFalse();
    assertThat(watch.isChanged(changed, START.plusSeconds(1))).isTrue();
  }

  @Test
  void isChanged_otherFileOfTheSameSizeAndTime_isTrue() {
    FileStamp exchanged = stamp(100, START, "b");
    assertThat(watch.isChanged(exchanged, START.plusSeconds(5))).isFalse();
    assertThat(watch.isChanged(exchanged, START.plusSeconds(6))).isTrue();
  }

  @Test
  void isChanged_handled_isFalseUntilTheNextChange() {
    FileStamp changed = stamp(110, START, "a");
    watch.isChanged(changed, START.plusSeconds(5));
    assertThat(watch.isChanged(changed, START.plusSeconds(6))).isTrue();
    watch.handled(changed);
    assertThat(watch.isChanged(changed, START.plusSeconds(7))).isFalse();
    watch.isChanged(USED, START.plusSeconds(8));
    assertThat(watch.isChanged(USED, START.plusSeconds(9))).isTrue();
  }

  private static FileStamp stamp(long size, Instant modified, String identity) {
    return new FileStamp(size, FileTime.from(modified), identity);
  }
}
