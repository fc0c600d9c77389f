package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wasmcache.Outcome;
import dev.wasmcache.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that somebody deletes or exchanges while it is in use. */
final class ReplacedDirectoryTest {

  private static final int OLD = 1;
  private static final int NEW = 2;

  @TempDir Path temporary;

  private Path directory;

  @BeforeEach
  void name() {
    directory = temporary.resolve("cache");
  }

  @Test
  void F11_put_directoryDeleted_isMadeAgainForItsOwnerAlone() throws IOException {
    try (Product product = filled()) {
      CacheFiles.delete(directory);
      assertThat(product.get(OLD)).isEmpty();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(put(product, NEW, 20)).isEqualTo(Outcome.STORED));
      assertThat(product.get(NEW)).isPresent();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void F12_getAndPut_directoryOfAnotherOwnerInItsPlace_isNotUsed() throws Exception {
    Requirement.root();
    try (Product product = filled()) {
      Path own = temporary.resolve("own");
      exchange(own);
      put(filledElsewhere(directory), OLD, 66);
      Command.run("chown", "-R", "65534:65534", directory.toString());
      List<Path> before = CacheFiles.of(directory);
      assertThat(product.get(OLD)).isEmpty();
      assertThat(put(product, NEW, 20)).isNotEqualTo(Outcome.STORED);
      assertThat(CacheFiles.of(directory)).isEqualTo(before);
      Files.move(directory, temporary.resolve("foreign"));
      Files.move(own, directory);
      assertServed(product, OLD, 10);
    }
  }

  @Test
  void F12_getAndPut_directoryThatOthersCanWriteInItsPlace_isNotUsed() throws Exception {
    try (Product product = filled()) {
      Path own = temporary.resolve("own");
      exchange(own);
      put(filledElsewhere(directory), OLD, 66);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
      assertThat(product.get(OLD)).isEmpty();
      assertThat(put(product, NEW, 20)).isNotEqualTo(Outcome.STORED);
      Files.move(directory, temporary.resolve("foreign"));
      Files.move(own, directory);
      assertServed(product, OLD, 10);
    }
  }

  @Test
  void F12_getAndPut_ownDirectoryInItsPlace_isCheckedAndUsed() throws Exception {
    try (Product product = filled()) {
      exchange(temporary.resolve("before"));
      put(filledElsewhere(directory), OLD, 11);
      assertServed(product, OLD, 11);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(put(product, NEW, 20)).isEqualTo(Outcome.STORED));
    }
  }

  private Product filled() {
    Product product = filledElsewhere(directory);
    assertThat(put(product, OLD, 10)).isEqualTo(Outcome.STORED);
    return product;
  }

  private static Product filledElsewhere(Path elsewhere) {
    return Product.open(elsewhere);
  }

  private void exchange(Path own) throws IOException {
    Files.move(directory, own);
  }

  private static Outcome put(Product product, int number, long seed) {
    return product.putOutcome(number, Entries.body(number, seed, Entries.SIZE));
  }

  private static void assertServed(Product product, int number, long seed) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(product.get(number).flatMap(body -> Entries.seed(number, body)))
                    .contains(seed));
  }
}
