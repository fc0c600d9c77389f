package dev.wasmcache.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ModelFleetTest {

  private static final int BYTES = 1_000_000;
  private static final Load LOAD = new Load("test", 1 << 20, BYTES, 2, 0.01, 0.001, false);
  private static final TierModel REDIS =
      new TierModel(
          TierModel.Kind.REDIS,
          0.001,
          0.00001,
          1e9,
          1e9,
          TierModel.UNLIMITED,
          TierModel.UNLIMITED,
          TierModel.SLOWEST_READ);
  private static final TierModel S3 = Assumptions.s3();

  @Test
  void run_withoutACache_compilesInEveryPod() {
    FleetResult result = run(Scenario.NO_CACHE, REDIS, 50, Protocol.FORMER);
    assertThat(result.compiles()).isEqualTo(50);
    assertThat(result.requests()).isZero();
    assertThat(result.lastReady()).isBetween(2.0, 3.0);
  }

  @Test
  void run_onAnEmptyTier_compilesOnceAndSendsItToTheOthers() {
    for (TierModel tier : new TierModel[] {REDIS, S3}) {
      FleetResult result = run(Scenario.EMPTY, tier, 100, Protocol.FORMER);
      assertThat(result.compiles()).isEqualTo(1);
      assertThat(result.bytesOut()).isEqualTo(99L * LOAD.storedBytes(Protocol.FORMER));
      assertThat(result.lastReady()).isBetween(2.0, 5.5);
      assertThat(result.failures()).isZero();
    }
  }

  @Test
  void run_ofTheCurrentProtocolOnAnEmptyTier_compilesOnceAndSendsLess() {
    for (TierModel tier : new TierModel[] {REDIS, S3}) {
      FleetResult result = run(Scenario.EMPTY, tier, 100, Protocol.CURRENT);
      assertThat(result.compiles()).isEqualTo(1);
      assertThat(result.bytesOut()).isEqualTo(99L * LOAD.storedBytes(Protocol.CURRENT));
      assertThat(result.lastReady()).isBetween(2.0, 5.5);
      assertThat(result.failures()).isZero();
    }
  }

  @Test
  void run_onAFilledTier_isAHitAndWhatRenewsIt() {
    FleetResult redis = run(Scenario.FILLED, REDIS, 100, Protocol.FORMER);
    assertThat(redis.compiles()).isZero();
    assertThat(redis.requests()).isEqualTo(200);
    assertThat(run(Scenario.FILLED, S3, 100, Protocol.FORMER).requests()).isEqualTo(100);
  }

  @Test
  void run_onABakedImage_asksNobody() {
    FleetResult result = run(Scenario.BAKED, REDIS, 100, Protocol.FORMER);
    assertThat(result.requests()).isZero();
    assertThat(result.lastReady()).isCloseTo(1, within(0.1));
  }

  @Test
  void run_formerlyOfMorePodsThanTheNetworkBears_endsWithEachCompilingForItself() {
    TierModel slow =
        new TierModel(
            TierModel.Kind.REDIS,
            0.001,
            0.00001,
            1e8,
            1e8,
            TierModel.UNLIMITED,
            TierModel.UNLIMITED,
            TierModel.SLOWEST_READ);
    FleetResult result = run(Scenario.FILLED, slow, 1000, Protocol.FORMER);
    assertThat(result.compiles()).isGreaterThan(900);
    // Three calls that time out, and the compile.
    assertThat(result.lastReady()).isLessThan(10);
  }

  @Test
  void run_ofAsManyTriesAsLooks_asksMore() {
    Load minute = new Load("minute", 14 << 20, BYTES, 60, 0.01, 0.001, false);
    for (TierModel tier : new TierModel[] {REDIS, S3}) {
      ModelFleet present = new ModelFleet(minute, Protocol.FORMER, 1);
      ModelFleet eachLook = new ModelFleet(minute, Protocol.FORMER.polling(WaitRule.EACH_LOOK), 1);
      assertThat(2 * present.run(Scenario.EMPTY, tier, 50, 1).requests())
          .isLessThan(eachLook.run(Scenario.EMPTY, tier, 50, 1).requests());
    }
  }

  @Test
  void run_formerlyBehindAGuardWithPatience_endsWithAHitForEach() {
    Load large = new Load("large", 14 << 20, 20 * BYTES, 60, 0.01, 0.001, false);
    ModelFleet fleet = new ModelFleet(large, Protocol.FORMER, 1);
    assertThat(fleet.run(Scenario.FILLED, REDIS, 500, 1).compiles()).isGreaterThan(250);
    TierModel patient =
        new TierModel(
            TierModel.Kind.REDIS,
            0.001,
            0.00001,
            1e9,
            1e9,
            TierModel.UNLIMITED,
            TierModel.UNLIMITED,
            2e6);
    assertThat(fleet.run(Scenario.FILLED, patient, 500, 1).compiles()).isZero();
  }

  @Test
  void run_withTheSameSeed_isTheSame() {
    assertThat(run(Scenario.EMPTY, S3, 200, Protocol.CURRENT))
        .isEqualTo(run(Scenario.EMPTY, S3, 200, Protocol.CURRENT));
  }

  private static FleetResult run(Scenario scenario, TierModel tier, int pods, Protocol protocol) {
    return new ModelFleet(LOAD, protocol, 1).run(scenario, tier, pods, 7);
  }
}
