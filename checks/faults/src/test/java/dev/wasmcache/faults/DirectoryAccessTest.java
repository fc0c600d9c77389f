package dev.wasmcache.faults;

import static dev.wasmcache.faults.Caught.assertCaught;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that becomes unreadable or read-only while it is in use, and then recovers. */
@Tag("one-jdk")
final class DirectoryAccessTest {

  private static final int OLD = 1;
  private static final int NEW = 2;

  @TempDir Path temporary;

  @Test
  void F09_getAndPut_rightsTakenAway_missAndDropUntilTheyAreBack() throws Exception {
    assertMissesWithoutRights("product");
  }

  @Test
  void F09_getAndPut_rightsTakenAwayFromNaive_isCaught() throws Exception {
    assertCaught(NaiveWay.WIDENS_RIGHTS, "rwxrwxrwx", this::assertMissesWithoutRights);
  }

  private void assertMissesWithoutRights(String storage) throws Exception {
    Requirement.root();
    Requirement.command("setpriv", "util-linux");
    Path directory = temporary.resolve("cache");
    // Root without the right to bypass permissions, like the directory's owner.
    String less = "-dac_override,-dac_read_search";
    try (TargetJvm jvm =
        TargetJvm.start(
            Map.of(), "setpriv", "--inh-caps=" + less, "--bounding-set=" + less, "--")) {
      openAndFill(jvm, directory, storage);
      rights(directory, "---------");
      String read = jvm.ask("get", directory, OLD);
      String written = jvm.ask("put", directory, NEW, 20);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("---------");
      assertThat(read).isIn("error", "skipped");
      assertThat(written).isIn("error", "skipped");
      assertThat(jvm.ask("load", directory, NEW)).isEqualTo("compiled");
      rights(directory, "rwx------");
      assertServedAgain(jvm, directory);
    }
  }

  @Test
  void F09_put_directoryImmutable_isDroppedAndHitsGoOn() throws Exception {
    Requirement.root();
    Requirement.command("chattr", "e2fsprogs");
    // Not every temporary directory's file system supports the flag.
    LoopVolume volume = LoopVolume.create("ext4", temporary.resolve("image"));
    try (Mount mount = volume.mount(temporary.resolve("volume"));
        TargetJvm jvm = TargetJvm.start(Map.of())) {
      Path directory = mount.path().resolve("cache");
      openAndFill(jvm, directory, "product");
      Command.run("chattr", "-R", "+i", directory.toString());
      assertThat(jvm.ask("get", directory, OLD)).isEqualTo("hit 10");
      assertThat(jvm.ask("put", directory, NEW, 20)).isIn("error", "skipped");
      assertThat(jvm.ask("get", directory, OLD)).isEqualTo("hit 10");
      Command.run("chattr", "-R", "-i", directory.toString());
      assertServedAgain(jvm, directory);
      jvm.close();
      jvm.process().waitFor();
    }
  }

  @Test
  void F10_put_remountedReadOnly_isDroppedAndHitsGoOn() throws Exception {
    assertReadsOnceReadOnly("product");
  }

  @Test
  void F10_put_remountedReadOnlyUnderNaive_isCaught() throws Exception {
    assertCaught(
        NaiveWay.IN_PLACE,
        "THREW java.nio.file.FileSystemException",
        this::assertReadsOnceReadOnly);
  }

  private void assertReadsOnceReadOnly(String storage) throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("folder"));
    try (Mount mount = Mount.bind(folder, temporary.resolve("volume"));
        TargetJvm jvm = TargetJvm.start(Map.of())) {
      Path directory = mount.path().resolve("cache");
      openAndFill(jvm, directory, storage);
      mount.remount("bind,ro");
      assertThat(jvm.ask("get", directory, OLD)).isEqualTo("hit 10");
      assertThat(jvm.ask("put", directory, NEW, 20)).isIn("error", "skipped");
      assertThat(jvm.ask("load", directory, NEW)).isEqualTo("compiled");
      assertThat(jvm.ask("delete", directory, OLD)).startsWith("failed");
      assertThat(jvm.ask("get", directory, OLD)).isEqualTo("hit 10");
      mount.remount("bind,rw");
      assertServedAgain(jvm, directory);
      jvm.close();
      jvm.process().waitFor();
    }
  }

  @Test
  void F10_open_readOnlyVolume_servesHitsAndSkipsWrites() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("folder"));
    try (Product product = Product.open(folder.resolve("cache"))) {
      product.put(OLD, Entries.body(OLD, 10, Entries.SIZE));
    }
    try (Mount mount = Mount.bind(folder, temporary.resolve("volume"));
        TargetJvm jvm = TargetJvm.start(Map.of())) {
      Path directory = mount.path().resolve("cache");
      mount.remount("bind,ro");
      assertThat(jvm.ask("open", directory, "product")).isEqualTo("opened");
      assertThat(jvm.ask("get", directory, OLD)).isEqualTo("hit 10");
      assertThat(jvm.ask("put", directory, NEW, 20)).isEqualTo("skipped");
      assertThat(jvm.ask("load", directory, NEW)).isEqualTo("compiled");
      assertThat(jvm.ask("collect", directory)).isEqualTo("collected");
      assertThat(jvm.ask("get", directory, OLD)).isEqualTo("hit 10");
      jvm.close();
      jvm.process().waitFor();
    }
  }

  private static void openAndFill(TargetJvm jvm, Path directory, String storage) {
    assertThat(jvm.ask("open", directory, storage)).isEqualTo("opened");
    assertThat(jvm.ask("put", directory, OLD, 10)).isEqualTo("stored");
  }

  private static void rights(Path directory, String rights) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(rights));
  }

  private static void assertServedAgain(TargetJvm jvm, Path directory) {
    assertThat(jvm.ask("get", directory, NEW)).doesNotStartWith("WRONG");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(jvm.ask("load", directory, OLD)).startsWith("hit");
              assertThat(jvm.ask("load", directory, NEW)).startsWith("hit");
            });
  }
}
