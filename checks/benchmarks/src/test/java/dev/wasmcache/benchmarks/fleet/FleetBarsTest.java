package dev.wasmcache.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.benchmarks.fleet.Disturbance.Kind;
import dev.wasmcache.benchmarks.fleet.Protocol.Part;
import org.junit.jupiter.api.Test;

/** What the shared tier must achieve for a fleet that starts within a second, in the model. */
class FleetBarsTest {

  private static final Load SMALL = new Load("small", 530_000, 940_000, 2.27, 0.003, 0.001, false);
  private static final Load MINUTE = SMALL.times(60 / 2.27, "minute");
  // As measured.
  private static final TierModel REDIS =
      Assumptions.redis(new Calibration(106e-6, 89e-6, 985e6, 12.5e-6, 259e-12));
  private static final TierModel S3 = Assumptions.s3();

  @Test
  void run_ofAMinutesModuleOnAnEmptyRedis_compilesOnceAndUsesTheWholeNetwork() {
    for (int pods : new int[] {1000, 10_000}) {
      ModelResult result = run(MINUTE, Scenario.EMPTY, REDIS, pods);
      assertThat(result.common().compiles()).isLessThanOrEqualTo(pods / 100);
      assertThat(result.common().compiles()).isLessThanOrEqualTo(5);
      assertThat(result.common().lastReady())
          .isLessThan(1.2 * BarTable.ideal(MINUTE, REDIS, Scenario.EMPTY, pods));
      assertThat(result.partInVain()).isLessThan(0.05);
    }
  }

  @Test
  void run_onAFilledRedis_compilesNothing() {
    for (int pods : new int[] {1000, 10_000}) {
      ModelResult result = run(MINUTE, Scenario.FILLED, REDIS, pods);
      assertThat(result.common().compiles()).isZero();
      assertThat(result.common().lastReady())
          .isLessThan(
              1 + 1.1 * pods * MINUTE.storedBytes(Protocol.CURRENT) / REDIS.bytesPerSecond());
      assertThat(result.partInVain()).isZero();
    }
    ModelResult small = run(SMALL, Scenario.FILLED, REDIS, 10_000);
    assertThat(small.common().lastReady())
        .isLessThan(1.1 * BarTable.ideal(SMALL, REDIS, Scenario.FILLED, 10_000));
  }

  @Test
  void run_onAnEmptyBucketThatRefusesMost_compilesOnceOrTwice() {
    ModelResult result = run(SMALL, Scenario.EMPTY, S3, 10_000);
    assertThat(result.common().failures()).isGreaterThan(10_000);
    assertThat(result.common().compiles()).isLessThanOrEqualTo(20);
  }

  @Test
  void run_withoutAPart_failsWhereThatPartIsNeeded() {
    assertThat(compiles(Part.COMPRESSION, SMALL, Scenario.FILLED, REDIS)).isGreaterThan(1000);
    assertThat(compiles(Part.PROGRESS, MINUTE, Scenario.FILLED, REDIS)).isGreaterThan(1000);
    assertThat(compiles(Part.RETRY, SMALL, Scenario.EMPTY, S3)).isGreaterThan(1000);
    assertThat(compiles(Part.LEASE, SMALL, Scenario.EMPTY, S3)).isGreaterThan(1000);
  }

  @Test
  void run_ofMoreThanTheNetworkBears_letsAsManyReadAsItServes() {
    TierModel slow = REDIS.withNetwork(REDIS.bytesPerSecond() / 10);
    ModelResult result = run(MINUTE, Scenario.FILLED, slow, 10_000);
    // A tenth of the bytes would fit into the time of a compile.
    assertThat(result.common().compiles()).isBetween(8500L, 9500L);
    assertThat(result.common().lastReady()).isLessThan(1.3 * 61);
    assertThat(result.partInVain()).isLessThan(0.05);
  }

  @Test
  void run_withALeaderThatDies_compilesOnceMore() {
    for (TierModel tier : new TierModel[] {REDIS, S3}) {
      ModelResult result = run(MINUTE, Scenario.EMPTY, Disturbance.leaderDies(), tier, 1000);
      assertThat(result.common().compiles()).isEqualTo(2);
    }
  }

  @Test
  void run_behindSlowLinks_costsOnlyThosePods() {
    Disturbance slow = Disturbance.slowPods(12_500);
    ModelResult result = run(MINUTE, Scenario.FILLED, slow, REDIS, 1000);
    assertThat(result.common().compiles()).isEqualTo(3);
    assertThat(result.common().lastReady()).isLessThan(1.1 * 61);
    assertThat(result.common().medianReady()).isLessThan(7);
  }

  @Test
  void run_whoseConnectionsBreak_sendsNothingTwice() {
    Disturbance breaks = Disturbance.at(3, Kind.BREAK);
    ModelResult result = run(MINUTE, Scenario.FILLED, breaks, REDIS, 1000);
    assertThat(result.common().compiles()).isZero();
    assertThat(result.bytesInVain()).isLessThan(1000);
    ModelResult without =
        new ModelFleet(MINUTE, Protocol.CURRENT.without(Part.RESUME), 1)
            .run(Scenario.FILLED, breaks, REDIS, 1000, 1);
    assertThat(without.partInVain()).isGreaterThan(0.2);
  }

  @Test
  void run_onHostsThatShareADirectory_sendsItOncePerHost() {
    FleetResult hosts =
        new ModelFleet(MINUTE, Protocol.CURRENT.onHostsOf(10), 1)
            .run(Scenario.FILLED, REDIS, 1000, 1);
    assertThat(hosts.compiles()).isZero();
    assertThat(hosts.bytesOut()).isEqualTo(100 * MINUTE.storedBytes(Protocol.CURRENT));
  }

  @Test
  void run_whateverGoesWrong_keepsNoCallerLongerThanTheBound() {
    TierModel crawling = REDIS.withNetwork(1e6);
    for (Disturbance disturbance :
        new Disturbance[] {
          Disturbance.NONE,
          Disturbance.leaderDies(),
          Disturbance.at(63, Kind.RESTART),
          Disturbance.slowPods(1000)
        }) {
      for (TierModel tier : new TierModel[] {REDIS, crawling, S3}) {
        assertThat(run(MINUTE, Scenario.EMPTY, disturbance, tier, 100).longestWait())
            .isLessThan(FleetRules.BOUND + FleetRules.TIMEOUT);
      }
    }
  }

  private static long compiles(Part without, Load load, Scenario scenario, TierModel tier) {
    return new ModelFleet(load, Protocol.CURRENT.without(without), 1)
        .run(scenario, tier, 10_000, 1)
        .compiles();
  }

  private static ModelResult run(Load load, Scenario scenario, TierModel tier, int pods) {
    return run(load, scenario, Disturbance.NONE, tier, pods);
  }

  private static ModelResult run(
      Load load, Scenario scenario, Disturbance disturbance, TierModel tier, int pods) {
    return new ModelFleet(load, Protocol.CURRENT, 1).run(scenario, disturbance, tier, pods, 1);
  }
}
