package dev.wasmcache.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.stats.EvictionCause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasesTest {

  private static final long ONE = (long) Releases.MODULES * ReleaseDirectory.TAKEN_BYTES;

  @TempDir Path directory;

  @Test
  void of_tenReleases_changesAFewModulesEachAndAllWithTheEngine() {
    Releases releases = Releases.of(21, 3);
    assertThat(common(releases, 0, 1)).isBetween(17, 19);
    assertThat(common(releases, 9, 10)).isZero();
    assertThat(common(releases, 19, 20)).isZero();
  }

  @Test
  void held_byWhatWasUsed_isOfTheReleasesOfThatTime() {
    Releases releases =
        new Releases(List.of(List.of(1, 2), List.of(1, 3), List.of(4, 5), List.of(4, 6)));
    assertThat(releases.held(0, 1, 1)).isEqualTo(2);
    assertThat(releases.held(2, 1, 1)).isEqualTo(4);
    assertThat(releases.held(3, 1, 1)).isEqualTo(3);
    assertThat(releases.held(3, 1, 30)).isEqualTo(6);
  }

  @Test
  void run_ofADirectoryForFourReleases_staysWithinItAndCompilesNothingTwice() throws Exception {
    ReleaseDirectory disk = directory(4 * ONE, Duration.ofDays(30));
    disk.run(5);
    assertThat(disk.highest()).isLessThanOrEqualTo(4 * ONE);
    assertThat(disk.thrash()).isZero();
    assertThat(disk.evictions(EvictionCause.SIZE)).isPositive();
    assertThat(disk.evictions(EvictionCause.IDLE)).isZero();
  }

  @Test
  void run_ofADirectoryWithoutALimit_givesUpWhatNobodyUses() throws Exception {
    ReleaseDirectory disk = directory(100 * ONE, Duration.ofDays(5));
    disk.run(0);
    assertThat(disk.evictions(EvictionCause.SIZE)).isZero();
    assertThat(disk.evictions(EvictionCause.IDLE)).isPositive();
  }

  private ReleaseDirectory directory(long maximumBytes, Duration maximumIdle) {
    return new ReleaseDirectory(
        directory.resolve("cache"),
        Releases.of(22, 3),
        Duration.ofDays(1),
        maximumBytes,
        maximumIdle);
  }

  private static int common(Releases releases, int one, int other) {
    Set<Integer> common = new HashSet<>(releases.artifacts().get(one));
    common.retainAll(releases.artifacts().get(other));
    return common.size();
  }
}
