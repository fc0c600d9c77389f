package dev.wasmcache.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BreakerTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Breaker breaker = new Breaker();
  // Near the end of the numbers: System.nanoTime may wrap around.
  private long now = Long.MAX_VALUE - 10 * SECOND;

  @Test
  void allows_fewerFailuresThanFive_goesOn() {
    fail(4);
    assertThat(breaker.allows(now)).isTrue();
    breaker.succeeded();
    fail(4);
    assertThat(breaker.allows(now)).as("only failures in a row count").isTrue();
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void allows_fiveFailures_pausesForASecondAndThenLetsOneThrough() {
    fail(5);
    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.allows(now)).isFalse();
    now += SECOND - 1;
    assertThat(breaker.allows(now)).isFalse();
    now += 1;
    assertThat(breaker.allows(now)).isTrue();
    assertThat(breaker.allows(now)).as("one only").isFalse();
  }

  @Test
  void allows_oneHangingCall_pausesAtOnce() {
    breaker.failed(now, true);
    assertThat(breaker.allows(now)).isFalse();
  }

  @Test
  void failed_againAndAgain_doublesThePauseUpToAMinute() {
    fail(5);
    for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
      now += seconds * SECOND - 1;
      assertThat(breaker.allows(now)).as("before %s s", seconds).isFalse();
      now += 1;
      assertThat(breaker.allows(now)).as("after %s s", seconds).isTrue();
      breaker.failed(now, false);
    }
  }

  @Test
  void failed_byCallsThatWereUnderWay_doesNotLengthenThePause() {
    fail(50);
    now += SECOND;
    assertThat(breaker.allows(now)).isTrue();
  }

  @Test
  void allows_trialThatNeverReturns_isReplacedAfterAPause() {
    fail(5);
    now += SECOND;
    assertThat(breaker.allows(now)).isTrue();
    now += SECOND;
    assertThat(breaker.allows(now)).isTrue();
  }

  @Test
  void succeeded_afterAPause_saysSoOnceAndForgets() {
    fail(5);
    now += SECOND;
    assertThat(breaker.allows(now)).isTrue();
    assertThat(breaker.succeeded()).isTrue();
    assertThat(breaker.succeeded()).isFalse();
    assertThat(breaker.isOpen()).isFalse();
    fail(4);
    assertThat(breaker.allows(now)).isTrue();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(now, false);
    }
  }
}
