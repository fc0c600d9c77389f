package dev.wasmcache.spring.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.stats.CacheStats;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.StoreUsage;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RecentTroubleTest {

  private Instant now = Instant.EPOCH;
  private final RecentTrouble trouble = new RecentTrouble(() -> now, Duration.ofMinutes(10));

  @Test
  void look_nothingCounted_isEmpty() {
    assertThat(trouble.look(reads(Map.of(Outcome.HIT, 5L, Outcome.MISS, 1L)))).isEmpty();
    assertThat(trouble.last()).isEmpty();
  }

  @Test
  void look_unauthenticEntry_isTroubleUntilTheWindowHasPassed() {
    CacheStats stats = reads(Map.of(Outcome.UNAUTHENTIC, 1L));
    assertThat(trouble.look(stats)).isNotEmpty();
    now = now.plus(Duration.ofMinutes(9));
    assertThat(trouble.look(stats)).isNotEmpty();
    now = now.plus(Duration.ofMinutes(2));
    assertThat(trouble.look(stats)).isEmpty();
    assertThat(trouble.last())
        .contains(new RecentTrouble.Trouble(Tier.DISK, Outcome.UNAUTHENTIC, Instant.EPOCH));
  }

  @Test
  void look_anotherError_isTroubleAgain() {
    trouble.look(reads(Map.of(Outcome.ERROR, 1L)));
    now = now.plus(Duration.ofHours(1));
    assertThat(trouble.look(reads(Map.of(Outcome.ERROR, 2L)))).isNotEmpty();
  }

  @Test
  void look_damagedEntry_isNoTrouble() {
    assertThat(trouble.look(reads(Map.of(Outcome.CORRUPT, 3L)))).isEmpty();
  }

  @Test
  void look_failedWrite_isTrouble() {
    assertThat(trouble.look(stats(Map.of(), Map.of(Outcome.ERROR, 1L)))).isNotEmpty();
  }

  @Test
  void F47_look_clockWasAheadAtTheTrouble_isTroubleForTheWindowOnly() {
    now = now.plus(Duration.ofDays(400));
    CacheStats stats = reads(Map.of(Outcome.ERROR, 1L));
    assertThat(trouble.look(stats)).isNotEmpty();
    now = now.minus(Duration.ofDays(400));
    assertThat(trouble.look(stats)).isNotEmpty();
    now = now.plus(Duration.ofMinutes(11));
    assertThat(trouble.look(stats)).isEmpty();
  }

  private static CacheStats reads(Map<Outcome, Long> requests) {
    return stats(requests, Map.of());
  }

  private static CacheStats stats(Map<Outcome, Long> requests, Map<Outcome, Long> writes) {
    TierStats disk = new TierStats(requests, writes, 0, 0, StoreUsage.UNKNOWN, GuardStats.UP);
    return new CacheStats(
        Map.of(Tier.DISK, disk), 0, 0, Duration.ZERO, Duration.ZERO, 0, 0, 0, Map.of());
  }
}
