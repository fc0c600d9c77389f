package dev.wasmcache.internal.compile;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WorthTest {

  private static final int MEGABYTE = 1024 * 1024;

  @Test
  void nanos_smallModule_isTwoSeconds() {
    assertThat(Worth.nanos(100)).isEqualTo(SECONDS.toNanos(2));
  }

  @Test
  void nanos_largeModule_isSixSecondsPerMegabyte() {
    assertThat(Worth.nanos(10 * MEGABYTE)).isEqualTo(SECONDS.toNanos(60));
  }

  @Test
  void leftNanos_asFastAsInTheLastWindow_isTheRest() {
    assertThat(Worth.leftNanos(300, 100, SECONDS.toNanos(2))).isEqualTo(SECONDS.toNanos(6));
    assertThat(Worth.leftNanos(300, 0, SECONDS.toNanos(2))).isEqualTo(Long.MAX_VALUE);
    assertThat(Worth.leftNanos(-1, 100, SECONDS.toNanos(2))).isZero();
  }

  @Test
  void goesOn_takesLonger_isTrueForThePartThatTheLinkCanServe() {
    assertThat(Worth.goesOn(10, 10, 0.99)).isTrue();
    assertThat(Worth.goesOn(10, 40, 0.24)).isTrue();
    assertThat(Worth.goesOn(10, 40, 0.25)).isFalse();
    assertThat(Worth.goesOn(10, Long.MAX_VALUE, 0.01)).isFalse();
  }

  @Test
  void pauseNanos_eachTime_spreadsOverTwiceTheTimeUpToTwoSeconds() {
    assertThat(Worth.pauseNanos(0, 0)).isZero();
    assertThat(Worth.pauseNanos(0, 1)).isEqualTo(MILLISECONDS.toNanos(50));
    assertThat(Worth.pauseNanos(1, 1)).isEqualTo(MILLISECONDS.toNanos(100));
    assertThat(Worth.pauseNanos(1000, 1)).isEqualTo(SECONDS.toNanos(2));
  }

  @Test
  void goesFirst_oneInAHundred_isTrue() {
    assertThat(Worth.goesFirst(0.0099)).isTrue();
    assertThat(Worth.goesFirst(0.01)).isFalse();
  }

  @Test
  void againNanos_anyNumber_isAboutACompile() {
    assertThat(Worth.againNanos(SECONDS.toNanos(4), 0)).isEqualTo(SECONDS.toNanos(3));
    assertThat(Worth.againNanos(SECONDS.toNanos(4), 1)).isEqualTo(SECONDS.toNanos(5));
  }
}
