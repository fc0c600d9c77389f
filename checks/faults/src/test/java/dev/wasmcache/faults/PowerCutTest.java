package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The power of a volume fails while entries are written to it. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@Tag("one-jdk")
final class PowerCutTest {

  private static final int ROUNDS = LongForm.either(2, 15);

  @TempDir Path work;

  @ParameterizedTest
  @CsvSource({"ext4, NOTHING", "ext4, METADATA", "xfs, NOTHING", "xfs, METADATA"})
  void F02_F03_put_powerCutMeanwhile_noEntryIsDamagedAndAtMostTheLastIsLost(
      String fileSystem, PowerCut.Flush flush) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    PowerCut cut = new PowerCut(fileSystem, flush, work);
    int acknowledged = 0;
    int lost = 0;
    for (int round = 0; round < ROUNDS; round++) {
      PowerCut.Result result = cut.after(1 + random.nextInt(80), "product");
      assertThat(result.wrong()).as("seed %s: %s", seed, result).isZero();
      assertThat(result.damaged()).as("seed %s: %s", seed, result).isZero();
      assertThat(result.lost()).as("seed %s: %s", seed, result).isLessThanOrEqualTo(1);
      acknowledged += result.acknowledged();
      lost += result.lost();
    }
    System.out.printf(
        "power cut, %s, %s flushed, seed %d: %d rounds, %d acknowledged, %d lost, 0 wrong%n",
        fileSystem, flush, seed, ROUNDS, acknowledged, lost);
  }

  @ParameterizedTest
  @CsvSource({
    "ext4, NOTHING, UNSYNCED",
    "ext4, METADATA, UNSYNCED",
    "ext4, METADATA, IN_PLACE",
    "xfs, NOTHING, UNSYNCED",
    "xfs, METADATA, UNSYNCED",
    "xfs, METADATA, IN_PLACE"
  })
  void F02_put_powerCutWithoutSync_isCaught(String fileSystem, PowerCut.Flush flush, String storage)
      throws Exception {
    PowerCut.Result result = new PowerCut(fileSystem, flush, work).after(50, storage);
    assertThat(result).matches(found -> found.wrong() > 0 || found.lost() > 1);
  }
}
