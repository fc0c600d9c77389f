package dev.wasmcache.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FleetRulesTest {

  @Test
  void worth_ofAModule_isWhatItsSizeLetsExpect() {
    assertThat(FleetRules.worth(0)).isEqualTo(2);
    assertThat(FleetRules.worth(10 << 20)).isEqualTo(60);
  }

  @Test
  void window_ofAModule_isASixthOfItsWorthUpToTheTimeout() {
    assertThat(FleetRules.window(3)).isEqualTo(0.5);
    assertThat(FleetRules.window(60)).isEqualTo(2);
  }

  @Test
  void goesOn_thatTakesNoLonger_isCertain() {
    double left = FleetRules.left(500, 100, 2);
    assertThat(left).isEqualTo(10);
    assertThat(FleetRules.goesOn(left, 10, 0.999)).isTrue();
    assertThat(FleetRules.goesOn(left, 9, 0.999)).isFalse();
  }

  @Test
  void goesOn_thatTakesFourTimesThat_isTrueForAQuarter() {
    int going = 0;
    for (int i = 0; i < 1000; i++) {
      going += FleetRules.goesOn(40, 10, (i + 0.5) / 1000) ? 1 : 0;
    }
    assertThat(going).isEqualTo(250);
  }

  @Test
  void goesOn_afterTheBound_isFalse() {
    assertThat(FleetRules.goesOn(1, 0, 0)).isFalse();
    assertThat(FleetRules.goesOn(1, -1, 0)).isFalse();
  }

  @Test
  void pause_ofEachAttempt_doublesUpToTwoSeconds() {
    assertThat(FleetRules.pause(0, 1)).isCloseTo(0.05, within(1e-9));
    assertThat(FleetRules.pause(3, 1)).isCloseTo(0.4, within(1e-9));
    assertThat(FleetRules.pause(100, 1)).isEqualTo(2);
    assertThat(FleetRules.pause(100, 0)).isZero();
  }

  @Test
  void pauseWhenBusy_doubles_butNeitherOverTwoSecondsNorUnderThePauseItself() {
    assertThat(FleetRules.pauseWhenBusy(0.5, 0)).isEqualTo(0.5);
    assertThat(FleetRules.pauseWhenBusy(0.5, 1)).isEqualTo(1);
    assertThat(FleetRules.pauseWhenBusy(0.5, 50)).isEqualTo(2);
    assertThat(FleetRules.pauseWhenBusy(4, 5)).isEqualTo(4);
  }

  @Test
  void goesFirst_isTrueForOneInAHundred() {
    assertThat(FleetRules.goesFirst(0.0099)).isTrue();
    assertThat(FleetRules.goesFirst(0.01)).isFalse();
    assertThat(FleetRules.again(40, 0.5)).isEqualTo(40);
  }
}
