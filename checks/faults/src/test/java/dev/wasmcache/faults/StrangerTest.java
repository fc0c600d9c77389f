package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wasmcache.Artifact;
import dev.wasmcache.Requirement;
import dev.wasmcache.disk.CacheDirectoryException;
import dev.wasmcache.stats.Outcome;
import dev.wasmcache.stats.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stranger, another user of the machine, could write the cache's directory for a while. Its
 * permissions have been corrected, but the stranger's files are still there.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StrangerTest {

  private static final int MODULE = 1;
  private static final int PLANTED = 66;
  private static final int OWN = 0;

  @TempDir static Path temporary;

  private static OtherUser stranger;
  private static Path planted;

  private Path directory;

  /** An entry that a process of the stranger has compiled: its bytes are valid. */
  @BeforeAll
  static void makeEntry() throws Exception {
    stranger = OtherUser.in(temporary);
    Path home = Files.createDirectory(temporary.resolve("home"));
    stranger.own(home);
    try (TargetJvm jvm = stranger.start()) {
      assertThat(jvm.ask("open", home.resolve("cache"), "product")).isEqualTo("opened");
      assertThat(jvm.ask("put", home.resolve("cache"), MODULE, PLANTED)).isEqualTo("stored");
    }
    planted = CacheFiles.of(home.resolve("cache")).get(0);
  }

  @BeforeEach
  void openToEveryUser(TestInfo test) throws Exception {
    directory = temporary.resolve(test.getTestMethod().orElseThrow().getName());
    Product.open(directory).close();
    rights("rwxrwxrwx");
  }

  @Test
  void D17_get_entryOfAStrangerAfterChmod_isNeverServed() throws Exception {
    // The folder belongs to this user, as if it had existed before.
    Path folder = Files.createDirectory(entry().getParent());
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    stranger.run("cp", planted.toString(), entry().toString());
    mendRights();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    assertNotServed();
  }

  @Test
  void D19_get_folderOfAStrangerAfterChmod_isNeverServed() throws Exception {
    stranger.run("mkdir", entry().getParent().toString());
    stranger.run("cp", planted.toString(), entry().toString());
    mendRights();
    assertNotServed();
  }

  private void assertNotServed() {
    try (Product product = Product.open(directory)) {
      assertThat(product.getOutcome(MODULE)).isEqualTo(Outcome.UNAUTHENTIC);
      assertThat(compile(product)).isEqualTo(OWN);
      assertThat(product.get(MODULE).flatMap(body -> Entries.seed(MODULE, body)))
          .contains((long) OWN);
    }
  }

  @Test
  void D25_D26_use_pipesOfAStrangerAfterChmod_holdNoThread() throws Exception {
    Requirement.command("mkfifo", "coreutils");
    stranger.run("mkfifo", directory.resolve("v1/.collector.lock").toString());
    for (int module = 0; module < 70; module++) {
      String key = Entries.key(module).toHex();
      Path folder = directory.resolve("v1/" + key.substring(0, 2));
      stranger.run("mkdir", "-p", folder.toString());
      stranger.run("mkfifo", folder.resolve("." + key.substring(2) + ".lock").toString());
    }
    mendRights();
    try (Product product = Product.openImpatient(directory)) {
      for (int module = 0; module < 70; module++) {
        int number = module;
        Artifact artifact =
            product
                .cache()
                .getOrCompile(Entries.request(number), request -> Entries.artifact(number, OWN));
        assertThat(Entries.seed(number, artifact.bytes())).contains((long) OWN);
      }
      product.collectInTurn();
      assertThat(product.cache().stats().tier(Tier.DISK).requests(Outcome.TIMEOUT)).isZero();
      for (int module = 0; module < 70; module++) {
        assertThat(product.get(module)).isPresent();
      }
    }
  }

  private static long compile(Product product) {
    Artifact artifact =
        product
            .cache()
            .getOrCompile(Entries.request(MODULE), request -> Entries.artifact(MODULE, OWN));
    return Entries.seed(MODULE, artifact.bytes()).orElseThrow();
  }

  /** The directory is refused, and the operator only narrows its permissions. */
  private void mendRights() throws Exception {
    assertThatThrownBy(() -> Product.open(directory)).isInstanceOf(CacheDirectoryException.class);
    rights("rwx------");
  }

  private void rights(String rights) throws Exception {
    for (Path path : new Path[] {directory, directory.resolve("v1")}) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }
  }

  private Path entry() {
    String key = Entries.key(MODULE).toHex();
    return directory.resolve("v1/" + key.substring(0, 2) + "/" + planted.getFileName());
  }
}
