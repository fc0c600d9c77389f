package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FreeSpaceTest {

  @TempDir Path directory;

  @Test
  void missing_afterAWriteThatDidNotFit_isWhatItWanted() {
    FreeSpace space = new FreeSpace(new SystemFileCalls(), directory, 0);
    long wanted = space.usable() + 1_000_000_000_000L;
    assertThat(space.has(wanted)).isFalse();
    space.wanted(wanted);
    assertThat(space.missing()).isPositive();
    assertThat(space.missing()).as("asked for once").isZero();
  }
}
