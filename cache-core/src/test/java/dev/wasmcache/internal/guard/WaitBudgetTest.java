package dev.wasmcache.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.stats.Tier;
import org.junit.jupiter.api.Test;

final class WaitBudgetTest {

  private static final long OWN = 2_000;

  private final WaitBudget waits = WaitBudget.ofNanos(OWN);

  @Test
  void F28_allowed_afterOtherWaits_isWhatIsLeft() {
    assertThat(waits.allowed(OWN, 0)).isEqualTo(OWN);
    waits.spend(1_500);
    assertThat(waits.allowed(OWN, 0)).isEqualTo(500);
    assertThat(waits.allowed(100, 0)).isEqualTo(100);
    waits.spend(3_000);
    assertThat(waits.allowed(OWN, 0)).isZero();
  }

  @Test
  void F28_allowed_tiersAfterIt_keepsTheirPart() {
    assertThat(waits.allowed(OWN, 500)).isEqualTo(1_500);
    waits.spend(1_500);
    assertThat(waits.allowed(OWN, 250)).isEqualTo(250);
    waits.spend(250);
    assertThat(waits.allowed(OWN, 0)).isEqualTo(250);
  }

  @Test
  void F28_spend_ofATransfer_isNoneIfTheBytesCameInTime() {
    waits.spend(-700);
    assertThat(waits.allowed(OWN, 0)).isEqualTo(OWN);
  }

  @Test
  void refundTo_whatWasWaitedForAnotherProcess_isNotCharged() {
    waits.spend(300);
    long before = waits.spent();
    waits.spend(1_500);
    waits.refundTo(before);
    assertThat(waits.allowed(OWN, 0)).isEqualTo(1_700);
  }

  @Test
  void hung_ofATier_isOfThatTierOnly() {
    waits.hangs(Tier.LAYER);
    assertThat(waits.hung(Tier.LAYER)).isTrue();
    assertThat(waits.hung(Tier.DISK) || waits.hung(Tier.SHARED)).isFalse();
  }

  @Test
  void allowed_unlimited_isWhatTheCallMayTakeByItself() {
    WaitBudget unlimited = WaitBudget.unlimited();
    unlimited.spend(100 * OWN);
    assertThat(unlimited.allowed(OWN, 500)).isEqualTo(OWN);
  }
}
