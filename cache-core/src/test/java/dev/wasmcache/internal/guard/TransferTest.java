package dev.wasmcache.internal.guard;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** With a module of 10 MB, which is compiled in 60 seconds, and a window of 2. */
final class TransferTest {

  private static final int MEGABYTE = 1024 * 1024;

  private final Progress progress = new Progress();
  private final WaitBudget waits =
      WaitBudget.ofModule(SECONDS.toNanos(2), 10 * MEGABYTE, SECONDS.toNanos(300));
  private final Transfer transfer = new Transfer(waits, SECONDS.toNanos(2), 0);

  @Test
  void goesOn_willEndBeforeACompileWould_waitsForAnotherWindow() {
    assertThat(after(2, MEGABYTE, 30 * MEGABYTE)).isTrue();
    assertThat(left(2, 0)).isEqualTo(SECONDS.toNanos(2));
    assertThat(transfer.wasSlow()).isTrue();
  }

  @Test
  void goesOn_wouldTakeTwiceAsLongAsACompile_isTrueForEveryOther() {
    assertThat(after(2, MEGABYTE, 61 * MEGABYTE, 0.51)).isFalse();
    assertThat(transfer.wasSlow()).isFalse();
    progress.moved(0);
    Transfer other = new Transfer(waits, SECONDS.toNanos(2), 0);
    assertThat(other.goesOn(progress, SECONDS.toNanos(2), 0.49)).isTrue();
  }

  @Test
  void goesOn_nothingCame_isFalse() {
    assertThat(after(2, 0, 20 * MEGABYTE)).isFalse();
  }

  @Test
  void goesOn_nearlyAllHasCome_isTrueHoweverSlow() {
    // What it has cost so far does not matter.
    assertThat(after(2, 15 * MEGABYTE, 20 * MEGABYTE)).isTrue();
    assertThat(after(4, 16 * MEGABYTE, 20 * MEGABYTE)).isTrue();
    assertThat(after(6, 16 * MEGABYTE + 300_000, 20 * MEGABYTE)).isTrue();
  }

  @Test
  void goesOn_linkSlowsDown_looksAtTheLastWindow() {
    assertThat(after(2, 4 * MEGABYTE, 40 * MEGABYTE)).isTrue();
    assertThat(after(4, 5 * MEGABYTE, 40 * MEGABYTE)).isFalse();
  }

  @Test
  void wasSlow_givenUpAfterAll_isStillTrue() {
    assertThat(after(2, 4 * MEGABYTE, 40 * MEGABYTE)).isTrue();
    assertThat(after(4, 5 * MEGABYTE, 40 * MEGABYTE)).isFalse();
    assertThat(transfer.wasSlow()).isTrue();
  }

  @Test
  void goesOn_sizeNotKnown_isTrueWhileBytesCome() {
    assertThat(after(2, 10, -1)).isTrue();
    assertThat(after(4, 10, -1)).isFalse();
  }

  @Test
  void goesOn_atTheEndOfTheRequest_isFalse() {
    assertThat(after(297, 18 * MEGABYTE, 18 * MEGABYTE)).isTrue();
    assertThat(after(299, 19 * MEGABYTE, 19 * MEGABYTE + 1)).isTrue();
    assertThat(left(299, 0)).isEqualTo(SECONDS.toNanos(1));
    assertThat(after(300, 19 * MEGABYTE + 500_000, 20 * MEGABYTE)).isFalse();
  }

  @Test
  void left_nothingHasCome_isWhatTheCallIsAllowed() {
    assertThat(left(1, 5)).isEqualTo(SECONDS.toNanos(5));
    assertThat(transfer.pause(SECONDS.toNanos(5))).isEqualTo(SECONDS.toNanos(2) / 4);
    assertThat(transfer.pause(5)).isEqualTo(5);
  }

  @Test
  void left_bytesComeInACallThatIsAllowedMore_isAWindowFromTheFirstByte() {
    progress.moved(1);
    // It came within the last half second.
    assertThat(left(3, 30)).isEqualTo(SECONDS.toNanos(2) * 3 / 4);
    assertThat(left(4, 29)).isEqualTo(SECONDS.toNanos(2) * 3 / 4 - SECONDS.toNanos(1));
    assertThat(transfer.pause(SECONDS.toNanos(1))).isEqualTo(SECONDS.toNanos(1));
  }

  @Test
  void left_bytesCameAtOnce_isWhatTheCallIsAllowed() {
    progress.moved(1);
    assertThat(left(0, 2)).isEqualTo(SECONDS.toNanos(2));
  }

  @Test
  void left_moduleThatIsCompiledInThreeSeconds_isHalfASecond() {
    Transfer small = small();
    progress.moved(1);
    assertThat(small.left(progress, MILLISECONDS.toNanos(100), SECONDS.toNanos(2), 0))
        .isEqualTo(MILLISECONDS.toNanos(500 - 100));
    progress.expect(MEGABYTE);
    assertThat(small.goesOn(progress, MILLISECONDS.toNanos(500), 0.999)).isFalse();
  }

  @Test
  void goesOn_shortPauseAfterBytes_waitsUntilNoByteHasComeForTheTimeout() {
    Transfer small = small();
    progress.expect(MEGABYTE);
    progress.moved(MEGABYTE / 2);
    assertThat(small.left(progress, 0, SECONDS.toNanos(2), 0)).isEqualTo(MILLISECONDS.toNanos(500));
    assertThat(small.goesOn(progress, MILLISECONDS.toNanos(500), 0.999)).isTrue();
    for (long now : new long[] {1_000, 1_500, 2_000, 2_499}) {
      assertThat(small.goesOn(progress, MILLISECONDS.toNanos(now), 0.999)).isTrue();
    }
    assertThat(small.left(progress, MILLISECONDS.toNanos(2_499), 0, 0))
        .isEqualTo(MILLISECONDS.toNanos(1));
    assertThat(small.goesOn(progress, MILLISECONDS.toNanos(2_500), 0.999)).isFalse();
  }

  @Test
  void goesOn_bytesComeAgainAfterAPause_countsThePause() {
    Transfer small = small();
    progress.expect(MEGABYTE);
    progress.moved(MEGABYTE / 8);
    assertThat(small.left(progress, 0, SECONDS.toNanos(2), 0)).isPositive();
    assertThat(small.goesOn(progress, MILLISECONDS.toNanos(500), 0)).isTrue();
    assertThat(small.goesOn(progress, MILLISECONDS.toNanos(1_000), 0.999)).isTrue();
    progress.moved(MEGABYTE / 4);
    // An eighth in a second: six seconds more, and a compile takes three.
    assertThat(small.goesOn(progress, MILLISECONDS.toNanos(1_500), 0.51)).isFalse();
  }

  /** Of a module of half a megabyte, which is compiled in three seconds. */
  private static Transfer small() {
    WaitBudget waits = WaitBudget.ofModule(SECONDS.toNanos(2), MEGABYTE / 2, SECONDS.toNanos(300));
    return new Transfer(waits, SECONDS.toNanos(2), 0);
  }

  private long left(long seconds, long allowed) {
    return transfer.left(progress, SECONDS.toNanos(seconds), SECONDS.toNanos(allowed), 0);
  }

  private boolean after(long seconds, long bytes, long expected) {
    return after(seconds, bytes, expected, 0.999);
  }

  private boolean after(long seconds, long bytes, long expected, double random) {
    progress.moved(bytes);
    progress.expect(expected);
    return transfer.goesOn(progress, SECONDS.toNanos(seconds), random);
  }
}
