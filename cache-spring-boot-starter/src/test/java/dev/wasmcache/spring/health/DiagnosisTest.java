package dev.wasmcache.spring.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.StoreUsage;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

final class DiagnosisTest {

  private static final Diagnosis.Disk WELL = new Diagnosis.Disk(true, true, false);
  private static final Set<HealthProblem> ALL = Set.of(HealthProblem.values());

  @Test
  void of_nothingWrong_isUpForEverybody() {
    Diagnosis diagnosis = Diagnosis.of(paused(Tier.DISK, false, false), WELL, Set.of());
    assertThat(diagnosis.problems()).isEmpty();
    assertThat(diagnosis.status(ALL)).isEqualTo(Status.UP);
  }

  @Test
  void of_pausedTier_isThatTiersProblem() {
    assertThat(problems(paused(Tier.DISK, true, false))).containsOnly(HealthProblem.DISK);
    assertThat(problems(paused(Tier.DISK, false, true))).containsOnly(HealthProblem.DISK);
    assertThat(problems(paused(Tier.LAYER, true, false))).containsOnly(HealthProblem.LAYER);
    assertThat(problems(paused(Tier.SHARED, false, true))).containsOnly(HealthProblem.SHARED);
  }

  @Test
  void of_disk_isAProblemIfUnusableOrReadOnly() {
    assertThat(problems(new Diagnosis.Disk(false, true, false))).containsOnly(HealthProblem.DISK);
    assertThat(problems(new Diagnosis.Disk(true, false, false))).containsOnly(HealthProblem.DISK);
    assertThat(problems(new Diagnosis.Disk(true, true, true))).containsOnly(HealthProblem.SPACE);
  }

  @Test
  void status_failedLatelyAndWorksAgain_isDegradedHoweverStrict() {
    Diagnosis diagnosis =
        Diagnosis.of(paused(Tier.DISK, false, false), WELL, Set.of(Outcome.ERROR));
    assertThat(diagnosis.problems()).isEmpty();
    assertThat(diagnosis.status(ALL)).isEqualTo(Diagnosis.DEGRADED);
  }

  @Test
  void status_unauthenticLately_isDownOnlyForWhoAsks() {
    Diagnosis diagnosis =
        Diagnosis.of(paused(Tier.DISK, false, false), WELL, Set.of(Outcome.UNAUTHENTIC));
    assertThat(diagnosis.status(Set.of())).isEqualTo(Diagnosis.DEGRADED);
    assertThat(diagnosis.status(Set.of(HealthProblem.DISK))).isEqualTo(Diagnosis.DEGRADED);
    assertThat(diagnosis.status(Set.of(HealthProblem.UNAUTHENTIC))).isEqualTo(Status.DOWN);
  }

  private static Set<HealthProblem> problems(CacheStats stats) {
    return Diagnosis.of(stats, WELL, Set.of()).problems();
  }

  private static Set<HealthProblem> problems(Diagnosis.Disk disk) {
    return Diagnosis.of(paused(Tier.DISK, false, false), disk, Set.of()).problems();
  }

  private static CacheStats paused(Tier tier, boolean reads, boolean writes) {
    GuardStats guard = GuardStats.of(state(reads), state(writes), 0, Optional.empty());
    TierStats of = new TierStats(Map.of(), Map.of(), 0, 0, StoreUsage.UNKNOWN, guard);
    return new CacheStats(Map.of(tier, of), 0, 0, Duration.ZERO, Duration.ZERO, 0, 0, 0, Map.of());
  }

  private static GuardStats.State state(boolean paused) {
    return paused ? GuardStats.State.DOWN : GuardStats.State.UP;
  }
}
