package dev.wasmcache.sample.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.sample.modules.ModuleSummary;
import dev.wasmcache.stats.GuardStats;
import dev.wasmcache.stats.ModuleCacheStats;
import dev.wasmcache.stats.Origin;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.StoreUsage;
import dev.wasmcache.stats.Tier;
import dev.wasmcache.stats.TierStats;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1 KB",
    "54784, 53.5 KB",
    "1048064, 1 MB",
    "13841203, 13.2 MB",
    "268435456, 256 MB",
    "2147483648, 2 GB"
  })
  void bytes_anySize_hasThreeDigits(long bytes, String text) {
    assertThat(Units.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 µs",
    "0.0114, 11 µs",
    "7.425, 7.42 ms",
    "8.92, 8.92 ms",
    "100, 100 ms",
    "977.4, 977 ms",
    "24110, 24.1 s"
  })
  void millis_anyTime_hasThreeDigits(double millis, String text) {
    assertThat(Units.millis(millis)).isEqualTo(text);
  }

  @Test
  void module_ofSeveralSources_hasBarsBesideTheLongest() {
    ModuleRow row =
        ModuleRow.of(
            module(
                new ModuleSummary.Time("disk", 50, false),
                new ModuleSummary.Time("compiled", 1000, true),
                new ModuleSummary.Time("disk", 50, false)));

    assertThat(row.origin()).isEqualTo("disk");
    assertThat(row.bars())
        .containsExactly(
            new ModuleRow.Bar("compiled", "1 s", 100, false, true),
            new ModuleRow.Bar("disk", "50 ms", 5, true, false));
  }

  @Test
  void module_thatWasEvicted_hasNoOrigin() {
    ModuleRow row = ModuleRow.of(module(null, new ModuleSummary.Time("disk", 0, false)));

    assertThat(row.origin()).isNull();
    assertThat(row.bars()).containsExactly(new ModuleRow.Bar("disk", "0 µs", 0, false, false));
  }

  @Test
  void tier_errors_areNotMisses() {
    TierRow row =
        TierRow.of(
            Tier.DISK,
            new TierStats(
                Map.of(Outcome.HIT, 6L, Outcome.MISS, 1L, Outcome.CORRUPT, 1L),
                Map.of(),
                0,
                0,
                new StoreUsage(3, 512 * 1024, 1024 * 1024, Map.of()),
                GuardStats.UP),
            true);

    assertThat(row.requests()).isEqualTo("6 hits · 1 miss · 1 corrupt");
    assertThat(row.hitRate()).isEqualTo("75 %");
    assertThat(row.fill()).isEqualTo("3 entries · 512 KB of 1 MB");
    assertThat(row.filled()).isEqualTo(50);
  }

  @Test
  void tier_nothingKnown_saysSo() {
    TierRow row =
        TierRow.of(
            Tier.SHARED,
            new TierStats(Map.of(), Map.of(), 0, 0, StoreUsage.UNKNOWN, GuardStats.UP),
            true);

    assertThat(row.fill()).isEqualTo("Not counted yet");
    assertThat(row.hitRate()).isEqualTo("–");
    assertThat(row.filled()).isZero();
  }

  @Test
  void memory_besideADisk_saysWhyItIsEmpty() {
    TierStats empty =
        new TierStats(
            Map.of(Outcome.MISS, 5L),
            Map.of(),
            0,
            0,
            new StoreUsage(0, 0, 1024, Map.of()),
            GuardStats.UP);

    assertThat(TierRow.of(Tier.MEMORY, empty, true).description())
        .isEqualTo("Compiled bytes: unused while there is a disk");
    assertThat(TierRow.of(Tier.MEMORY, empty, false).description()).isEqualTo("Compiled bytes");
    assertThat(TierRow.of(Tier.DISK, empty, true).description()).doesNotContain("unused");
  }

  @Test
  void live_loadsAndFailures_areNotHits() {
    TierRow row =
        TierRow.of(
            new ModuleCacheStats(
                2, Map.of(Origin.DISK, 4L, Origin.COMPILED, 1L), 1, 0, 1, 1024, 4096));

    assertThat(row.requests()).isEqualTo("2 hits · 5 loads · 1 failure");
    assertThat(row.hitRate()).isEqualTo("25 %");
    assertThat(row.fill()).isEqualTo("1 module · 1 KB of 4 KB");
  }

  private static ModuleSummary module(ModuleSummary.Time last, ModuleSummary.Time... times) {
    return new ModuleSummary("work", "", false, 8, last, null, List.of(times), null);
  }
}
