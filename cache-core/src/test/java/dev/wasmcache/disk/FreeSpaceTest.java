package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FreeSpaceTest {

  @TempDir Path directory;

  @Test
  void missing_afterAWriteThatDidNotFit_isWhatItWanted() {
    FreeSpace space = new FreeSpace(new SystemFileCalls(), directory, 0);
    long wanted = space.usable() + 1_000_000_000_000L;
    assertThat(space.has(wanted)).isFalse();
    space.wanted(wanted);
    assertThat(space.missing(wanted)).isPositive();
    assertThat(space.missing(wanted)).as("asked for once").isZero();
  }

  @ParameterizedTest
  @CsvSource({
    // minimum, wanted, usable, entries, missing
    "0, 0, 10, 100, 0",
    "0, 30, 10, 100, 20",
    "0, 110, 10, 100, 100",
    "0, 111, 10, 100, 0",
    "50, 0, 10, 100, 40",
    "50, 60, 10, 100, 100",
    "50, 61, 10, 100, 40",
    "500, 0, 10, 100, 490",
    "500, 1, 10, 100, 490",
    "9223372036854775807, 9223372036854775807, 0, 100, 9223372036854775807",
    "0, 9223372036854775807, 9223372036854775807, 0, 0",
  })
  void F06_missing_moreWantedThanAllEntriesHold_isNothingForIt(
      long minimum, long wanted, long usable, long entries, long missing) {
    assertThat(FreeSpace.missing(minimum, wanted, usable, entries)).isEqualTo(missing);
  }

  @Test
  void couldHave_moreThanAllEntriesHold_isFalse() {
    FreeSpace space = new FreeSpace(new SystemFileCalls(), directory, 0);
    long usable = space.usable();
    assertThat(space.couldHave(usable + 1_000_000_000_000L, 1_000)).isFalse();
    assertThat(space.couldHave(usable + 1_000_000_000_000L, 2_000_000_000_000L)).isTrue();
  }
}
