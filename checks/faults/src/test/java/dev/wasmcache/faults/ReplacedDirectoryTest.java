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
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A directory that is deleted or exchanged while it is in use. */
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
  void F11_put_directoryDeleted_isMadeAgainForItsOwnerAlone() throws Exception {
    assertMakesItAgain("product");
  }

  @ParameterizedTest
  @CsvSource({"IN_PLACE, NoSuchFileException", "MAKES_DIRECTORY_FOR_ALL, rwxr-xr-x"})
  void F11_put_directoryOfNaiveDeleted_isCaught(NaiveWay way, String violation) throws Exception {
    assertCaught(way, violation, this::assertMakesItAgain);
  }

  private void assertMakesItAgain(String storage) throws IOException {
    try (Storage product = filled(storage)) {
      CacheFiles.delete(directory);
      assertThat(product.get(OLD)).isEmpty();
      await().atMost(Duration.ofSeconds(20)).until(() -> put(product, NEW, 20));
      assertThat(product.get(NEW)).isPresent();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void F12_getAndPut_directoryOfAnotherOwnerInItsPlace_isNotUsed() throws Exception {
    assertDoesNotUseAnotherOwners("product");
  }

  @Test
  void F12_getAndPut_directoryOfAnotherOwnerInPlaceOfNaives_isCaught() throws Exception {
    // Seed 66, of the other owner.
    assertCaught(NaiveWay.IN_PLACE, "66", this::assertDoesNotUseAnotherOwners);
  }

  private void assertDoesNotUseAnotherOwners(String storage) throws Exception {
    Requirement.root();
    try (Storage product = filled(storage)) {
      Path own = temporary.resolve("own");
      exchange(own);
      fill(storage, 66);
      Command.run("chown", "-R", "65534:65534", directory.toString());
      List<Path> before = CacheFiles.of(directory);
      assertThat(seed(product, OLD)).isEmpty();
      assertThat(put(product, NEW, 20)).isFalse();
      assertThat(CacheFiles.of(directory)).isEqualTo(before);
      Files.move(directory, temporary.resolve("foreign"));
      Files.move(own, directory);
      assertServed(product, OLD, 10);
    }
  }

  @Test
  void F12_getAndPut_directoryThatOthersCanWriteInItsPlace_isNotUsed() throws Exception {
    assertDoesNotUseOneThatOthersCanWrite("product");
  }

  @Test
  void F12_getAndPut_directoryThatOthersCanWriteInPlaceOfNaives_isCaught() throws Exception {
    assertCaught(NaiveWay.IN_PLACE, "66", this::assertDoesNotUseOneThatOthersCanWrite);
  }

  private void assertDoesNotUseOneThatOthersCanWrite(String storage) throws Exception {
    try (Storage product = filled(storage)) {
      Path own = temporary.resolve("own");
      exchange(own);
      fill(storage, 66);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
      assertThat(seed(product, OLD)).isEmpty();
      assertThat(put(product, NEW, 20)).isFalse();
      Files.move(directory, temporary.resolve("foreign"));
      Files.move(own, directory);
      assertServed(product, OLD, 10);
    }
  }

  @Test
  void F12_getAndPut_ownDirectoryInItsPlace_isCheckedAndUsed() throws Exception {
    try (Storage product = filled("product")) {
      exchange(temporary.resolve("before"));
      fill("product", 11);
      assertServed(product, OLD, 11);
      await().atMost(Duration.ofSeconds(20)).until(() -> put(product, NEW, 20));
    }
  }

  private Storage filled(String storage) throws IOException {
    Storage product = Storage.open(storage, directory);
    assertThat(put(product, OLD, 10)).isTrue();
    return product;
  }

  private void fill(String storage, long seed) throws IOException {
    try (Storage other = Storage.open(storage, directory)) {
      assertThat(put(other, OLD, seed)).isTrue();
    }
  }

  private void exchange(Path own) throws IOException {
    Files.move(directory, own);
  }

  private static boolean put(Storage storage, int number, long seed) throws IOException {
    return storage.put(number, Entries.body(number, seed, Entries.SIZE));
  }

  private static Optional<Long> seed(Storage storage, int number) throws IOException {
    return storage.get(number).flatMap(body -> Entries.seed(number, body));
  }

  private static void assertServed(Storage product, int number, long seed) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(seed(product, number)).contains(seed));
  }
}
