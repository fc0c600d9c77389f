package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.Requirement;
import dev.wasmcache.stats.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Volumes without free space, in each of the ways in which they report it. */
final class FullVolumeTest {

  private static final int MOST = 200;

  @TempDir Path temporary;

  @Test
  void F06_put_volumeFull_isDropped() throws Exception {
    try (Mount mount = Mount.tmpfs(temporary.resolve("full"), "size=1m")) {
      assertRefusesAndHeals(mount.path(), () -> {});
    }
  }

  @Test
  void F06_put_noInodeLeft_isDropped() throws Exception {
    try (Mount mount = Mount.tmpfs(temporary.resolve("inodes"), "size=32m,nr_inodes=16")) {
      assertRefusesAndHeals(mount.path(), () -> mount.remount("nr_inodes=64"));
    }
  }

  @Test
  void F06_put_volumeFullOfOtherThings_isDroppedAndServedOnceTheyAreGone() throws Exception {
    try (Mount mount = Mount.tmpfs(temporary.resolve("others"), "size=1m")) {
      Path ballast = mount.path().resolve("ballast");
      try (Product product = Product.open(mount.path().resolve("cache"))) {
        assertThat(put(product, 0)).isEqualTo(Outcome.STORED);
        Files.write(ballast, new byte[700_000]);
        assertThat(put(product, 1)).isNotEqualTo(Outcome.STORED);
        assertRightOrMissing(product, 2);
        Files.delete(ballast);
        assertStoredAgain(product);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 3_000_000", "700_000, 1_500_000"})
  void F06_put_moreThanEvictionCouldFree_isSkippedAndEvictsNothing(String others, String size)
      throws Exception {
    try (Mount mount = Mount.tmpfs(temporary.resolve("small"), "size=2m")) {
      Files.write(mount.path().resolve("ballast"), new byte[number(others)]);
      try (Product product = Product.open(mount.path().resolve("cache"))) {
        for (int number = 0; number < 2; number++) {
          assertThat(put(product, number)).isEqualTo(Outcome.STORED);
        }
        // The first query is before the files have been counted, the second after.
        for (int question = 0; question < 2; question++) {
          byte[] body = Entries.body(MOST, MOST, number(size));
          assertThat(product.putOutcome(MOST, body)).isEqualTo(Outcome.SKIPPED);
          product.collectInTurn();
        }
        for (int number = 0; number < 2; number++) {
          assertThat(product.getOutcome(number)).isEqualTo(Outcome.HIT);
        }
      }
    }
  }

  private static int number(String digits) {
    return Integer.parseInt(digits.replace("_", ""));
  }

  @Test
  void F06_put_volumeFullInPlace_isCaught() throws Exception {
    try (Mount mount = Mount.tmpfs(temporary.resolve("naive"), "size=1m")) {
      NaiveStorage naive = new NaiveStorage(mount.path(), NaiveWay.IN_PLACE);
      int number = 0;
      boolean failed = false;
      while (!failed && number < MOST) {
        try {
          naive.put(++number, Entries.body(number, number, Entries.SIZE));
        } catch (IOException e) {
          failed = true;
        }
      }
      assertThat(naive.get(number)).isPresent();
      assertThat(Entries.seed(number, naive.get(number).orElseThrow())).isEmpty();
    }
  }

  @Test
  void F07_put_quotaUsedUp_isDropped() throws Exception {
    Requirement.command("btrfs", "btrfs-progs");
    LoopVolume volume = LoopVolume.create("btrfs", temporary.resolve("quota.image"));
    try (Mount mount = volume.mount(temporary.resolve("quota"))) {
      String root = mount.path().toString();
      String subvolume = mount.path().resolve("sub").toString();
      Command.run("btrfs", "quota", "enable", root);
      Command.run("btrfs", "subvolume", "create", subvolume);
      Command.run("btrfs", "qgroup", "limit", "3M", subvolume);
      assertRefusesAndHeals(
          Path.of(subvolume), () -> Command.run("btrfs", "qgroup", "limit", "200M", subvolume));
    }
  }

  private interface Relief {
    void give() throws IOException, InterruptedException;
  }

  private static void assertRefusesAndHeals(Path volume, Relief relief) throws Exception {
    Path directory = volume.resolve("cache");
    try (Product product = Product.open(directory)) {
      int number = 0;
      while (put(product, number) == Outcome.STORED) {
        assertThat(++number).isLessThan(MOST);
      }
      assertThat(number).as("stored before there was no room").isPositive();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(CacheFiles.temporary(directory)).isEmpty());
      assertRightOrMissing(product, number);
      relief.give();
      assertStoredAgain(product);
    }
  }

  private static Outcome put(Product product, int number) {
    return product.putOutcome(number, Entries.body(number, number, Entries.SIZE));
  }

  /** Old entries may be evicted for new ones. */
  private static void assertRightOrMissing(Product product, int numbers) {
    for (int number = 0; number < numbers; number++) {
      Optional<byte[]> body = product.get(number);
      if (body.isPresent()) {
        assertThat(Entries.seed(number, body.get())).isPresent();
      }
    }
    assertThat(Product.damaged(product)).isZero();
  }

  /** The collector makes room for it. */
  private static void assertStoredAgain(Product product) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(put(product, MOST)).isEqualTo(Outcome.STORED));
    assertThat(product.get(MOST)).isPresent();
  }
}
