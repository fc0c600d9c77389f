package dev.wasmcache.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

final class BreakerTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Breaker.Rules FILES = GuardLimits.ofFiles(Duration.ofSeconds(2)).breaker();
  private static final Breaker.Rules NETWORK = new Breaker.Rules(3, 6, false, SECOND, 60 * SECOND);

  private Breaker breaker = new Breaker(FILES, () -> 0.5);
  // Near the end of the numbers: System.nanoTime may wrap around.
  private long now = Long.MAX_VALUE - 10 * SECOND;

  @Test
  void isClosed_fewerFailuresThanFive_goesOn() {
    fail(4);
    assertThat(breaker.isClosed()).isTrue();
    breaker.succeeded();
    fail(4);
    assertThat(breaker.isClosed()).as("only failures in a row count").isTrue();
  }

  @Test
  void isClosed_threeOfTheLastSixFailed_pauses() {
    breaker = new Breaker(NETWORK, () -> 0.5);
    for (int i = 0; i < 2; i++) {
      breaker.succeeded();
      assertThat(breaker.failed(now, false)).isFalse();
    }
    breaker.succeeded();
    assertThat(breaker.failed(now, false)).as("says that it opened").isTrue();
    assertThat(breaker.isClosed()).isFalse();
  }

  @Test
  void isClosed_failuresThatAreLongAgo_areForgotten() {
    breaker = new Breaker(NETWORK, () -> 0.5);
    for (int round = 0; round < 5; round++) {
      fail(2);
      for (int i = 0; i < 4; i++) {
        breaker.succeeded();
        assertThat(breaker.isClosed()).isTrue();
      }
    }
  }

  @Test
  void tryTrial_fiveFailures_pausesForASecondAndThenLetsOneThrough() {
    fail(5);
    assertThat(breaker.isClosed()).isFalse();
    assertThat(breaker.tryTrial(now)).isFalse();
    now += SECOND - 1;
    assertThat(breaker.tryTrial(now)).isFalse();
    now += 1;
    assertThat(breaker.tryTrial(now)).isTrue();
    assertThat(breaker.isTrying()).isTrue();
    assertThat(breaker.tryTrial(now)).as("one only").isFalse();
  }

  @Test
  void failed_oneHangingCall_pausesFilesAtOnceAndANetworkNot() {
    assertThat(breaker.failed(now, true)).isTrue();
    assertThat(breaker.isOpenForHang()).isTrue();
    Breaker network = new Breaker(NETWORK, () -> 0.5);
    assertThat(network.failed(now, true)).isFalse();
    assertThat(network.isClosed()).isTrue();
  }

  @Test
  void trialFailed_againAndAgain_doublesThePauseUpToAMinute() {
    fail(5);
    for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
      now += seconds * SECOND - 1;
      assertThat(breaker.tryTrial(now)).as("before %s s", seconds).isFalse();
      now += 1;
      assertThat(breaker.tryTrial(now)).as("after %s s", seconds).isTrue();
      breaker.trialFailed(now, false);
    }
  }

  @Test
  void trialFailed_longestPauseThatVaries_isNeverLongerThanAMinute() {
    breaker = new Breaker(FILES, () -> 1);
    fail(5);
    for (int i = 0; i < 20; i++) {
      now += 60 * SECOND;
      assertThat(breaker.tryTrial(now)).isTrue();
      breaker.trialFailed(now, false);
    }
  }

  @Test
  void trialFailed_forYears_staysAtAMinute() {
    fail(5);
    for (int i = 0; i < 1000; i++) {
      now += 60 * SECOND;
      assertThat(breaker.tryTrial(now)).isTrue();
      breaker.trialFailed(now, false);
    }
  }

  @Test
  void failed_forTwoProcesses_doesNotPauseForTheSameTime() {
    Set<Long> pauses = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Breaker other = new Breaker(NETWORK, () -> ThreadLocalRandom.current().nextDouble());
      for (int failures = 0; failures < 3; failures++) {
        other.failed(now, false);
      }
      long pause = 0;
      while (!other.tryTrial(now + pause)) {
        pause += SECOND / 100;
      }
      assertThat(pause).isBetween(SECOND * 7 / 10, SECOND * 13 / 10 + SECOND / 100);
      pauses.add(pause);
    }
    assertThat(pauses).hasSizeGreaterThan(20);
  }

  @Test
  void failed_tierThatWorksForMomentsOnly_pausesForLongerAllTheSame() {
    for (long seconds : new long[] {1, 2, 4, 8, 16}) {
      fail(5);
      assertThat(breaker.tryTrial(now + seconds * SECOND - 1)).isFalse();
      now += seconds * SECOND;
      assertThat(breaker.tryTrial(now)).isTrue();
      breaker.trialSucceeded(now);
    }
  }

  @Test
  void failed_tierThatHasWorkedForLong_beginsAnew() {
    for (int i = 0; i < 5; i++) {
      fail(5);
      now += 60 * SECOND;
      assertThat(breaker.tryTrial(now)).isTrue();
      breaker.trialSucceeded(now);
    }
    now += 300 * SECOND;
    fail(5);
    assertThat(breaker.tryTrial(now + SECOND)).isTrue();
  }

  @Test
  void F46_tryTrial_timeThatIsSetBack_isSteady() {
    // What a steady clock is for: with a time that jumps back a year, the pause lasts for a year.
    fail(5);
    assertThat(breaker.tryTrial(now - 400L * 86_400 * SECOND)).isFalse();
    assertThat(breaker.tryTrial(now + SECOND)).isTrue();
  }

  @Test
  void failed_byCallsThatWereUnderWay_doesNotLengthenThePause() {
    fail(50);
    now += SECOND;
    assertThat(breaker.tryTrial(now)).isTrue();
  }

  @Test
  void succeeded_byCallsThatWereUnderWay_doesNotEndThePause() {
    fail(5);
    breaker.succeeded();
    assertThat(breaker.isClosed()).isFalse();
  }

  @Test
  void tryTrial_trialThatNeverReturns_isReplacedAfterAPause() {
    fail(5);
    now += SECOND;
    assertThat(breaker.tryTrial(now)).isTrue();
    now += SECOND;
    assertThat(breaker.tryTrial(now)).isTrue();
  }

  @Test
  void trialCancelled_always_leavesItToTheNext() {
    fail(5);
    now += SECOND;
    assertThat(breaker.tryTrial(now)).isTrue();
    breaker.trialCancelled(now);
    assertThat(breaker.isTrying()).isFalse();
    assertThat(breaker.tryTrial(now)).isTrue();
  }

  @Test
  void trialSucceeded_afterAPause_forgetsTheFailures() {
    fail(5);
    now += SECOND;
    assertThat(breaker.tryTrial(now)).isTrue();
    breaker.trialSucceeded(now);
    assertThat(breaker.isClosed()).isTrue();
    fail(4);
    assertThat(breaker.isClosed()).isTrue();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      boolean unused = breaker.failed(now, false);
    }
  }
}
