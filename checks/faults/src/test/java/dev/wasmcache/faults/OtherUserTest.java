package dev.wasmcache.faults;

import static dev.wasmcache.faults.Caught.assertCaught;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A process of a user other than root, and files of root in its directory. */
final class OtherUserTest {

  private static final int OLD = 1;
  private static final int NEW = 2;

  @TempDir static Path temporary;

  private static OtherUser user;
  private static TargetJvm jvm;

  private Path directory;

  @BeforeAll
  static void start() throws Exception {
    user = OtherUser.in(temporary);
    jvm = user.start();
  }

  @AfterAll
  static void stop() {
    if (jvm != null) {
      jvm.close();
    }
  }

  @BeforeEach
  void makeHome(TestInfo test) throws Exception {
    directory = home(test.getTestMethod().orElseThrow().getName()).resolve("cache");
  }

  private static Path home(String name) throws Exception {
    Path home = Files.createDirectory(temporary.resolve(name));
    user.own(home);
    return home;
  }

  @Test
  void F09_D02_open_directoryOfRoot_isRefusedAndNamesIt() throws Exception {
    try (Product product = Product.open(directory)) {
      assertThat(product.put(OLD, Entries.body(OLD, 10, Entries.SIZE))).isTrue();
    }
    assertThat(jvm.ask("open", directory, "product"))
        .startsWith("refused: ")
        .contains(directory.toString());
  }

  @Test
  void F09_getAndPut_directoryBecomesRoots_missAndDropUntilItIsGivenBack() throws Exception {
    openAndFill(directory, "product");
    OtherUser.rootOwns(directory);
    assertThat(jvm.ask("get", directory, OLD)).isEqualTo("error");
    assertThat(jvm.ask("put", directory, NEW, 20)).isIn("error", "skipped");
    assertThat(jvm.ask("load", directory, NEW)).isEqualTo("compiled");
    user.own(directory);
    assertServed(directory, OLD, NEW);
  }

  @Test
  void F09_D17_get_entryOfRoot_isUnauthenticAndReplaced() throws Exception {
    assertReplacesEntryOfRoot("product", directory);
  }

  @Test
  void F09_get_entryOfRootByNaive_isCaught() throws Exception {
    assertCaught(
        NaiveWay.IN_PLACE,
        "AccessDeniedException",
        storage -> assertReplacesEntryOfRoot(storage, directory));
  }

  private void assertReplacesEntryOfRoot(String storage, Path directory) throws Exception {
    openAndFill(directory, storage);
    Path entry = CacheFiles.of(directory).get(0);
    Files.setPosixFilePermissions(entry, PosixFilePermissions.fromString("rw-------"));
    OtherUser.rootOwns(entry);
    assertThat(jvm.ask("get", directory, OLD)).isEqualTo("unauthentic");
    assertThat(entry).doesNotExist();
    assertThat(jvm.ask("load", directory, OLD)).isEqualTo("compiled");
    assertServed(directory, OLD);
  }

  @Test
  void F09_D19_getAndPut_folderOfRoot_isUnauthenticAndReplaced() throws Exception {
    openAndFill(directory, "product");
    Path folder = CacheFiles.of(directory).get(0).getParent();
    OtherUser.rootOwns(folder);
    assertThat(jvm.ask("get", directory, OLD)).isEqualTo("unauthentic");
    assertThat(jvm.ask("put", directory, OLD, 11)).isEqualTo("stored");
    assertThat(jvm.ask("get", directory, OLD)).isEqualTo("hit 11");
    assertThat(CacheFiles.of(directory))
        .as("files that this user cannot delete are put aside")
        .anyMatch(path -> path.getParent().endsWith("v1") && Files.isDirectory(path));
    assertServed(directory, OLD);
  }

  private static void openAndFill(Path directory, String storage) {
    assertThat(jvm.ask("open", directory, storage)).isEqualTo("opened");
    assertThat(jvm.ask("put", directory, OLD, 10)).isEqualTo("stored");
  }

  private static void assertServed(Path directory, Integer... numbers) throws IOException {
    for (int number : List.of(numbers)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(jvm.ask("load", directory, number)).startsWith("hit"));
    }
    assertThat(jvm.ask("verify", directory)).endsWith("bad 0");
  }
}
