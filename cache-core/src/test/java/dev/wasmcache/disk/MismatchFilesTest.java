package dev.wasmcache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.CacheKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts that are kept for analysis beside the entries. */
final class MismatchFilesTest {

  @TempDir private Path directory;

  @Test
  void keep_morePairsThanTheLimit_keepsTheFirst() throws IOException {
    try (DiskStore store = DiskStore.builder(directory).build()) {
      for (int i = 0; i < 4; i++) {
        assertThat(store.keepMismatch(key(i), bytes(10), bytes(20))).hasValue(folder().toString());
      }
      assertThat(store.keepMismatch(key(4), bytes(10), bytes(20))).isEmpty();
      assertThat(store.keepMismatch(key(0), bytes(1), bytes(2))).isPresent();
      assertThat(store.keys(null, 10)).isEmpty();
    }
    assertThat(files()).hasSize(8);
    assertThat(folder().resolve(key(0).toHex() + ".served")).hasSize(10);
    assertThat(folder().resolve(key(3).toHex() + ".compiled")).hasSize(20);
  }

  @Test
  void keep_moreBytesThanAnEighthOfTheDirectory_keepsNothing() throws IOException {
    try (DiskStore store = DiskStore.builder(directory).maximumBytes(1_000_000).build()) {
      assertThat(store.keepMismatch(key(1), bytes(60_000), bytes(70_000))).isEmpty();
      assertThat(store.keepMismatch(key(2), bytes(60_000), bytes(60_000))).isPresent();
      assertThat(store.keepMismatch(key(3), bytes(3_000), bytes(3_000))).isEmpty();
    }
    assertThat(files()).hasSize(2);
  }

  @Test
  void keep_withTooLittleFreeSpace_keepsNothing() throws IOException {
    try (DiskStore store =
        DiskStore.builder(directory).minimumFreeBytes(Long.MAX_VALUE / 2).build()) {
      assertThat(store.keepMismatch(key(1), bytes(10), bytes(10))).isEmpty();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void keep_always_writesFilesOfTheirOwnerAlone() throws IOException {
    try (DiskStore store = DiskStore.builder(directory).build()) {
      store.keepMismatch(key(1), bytes(10), bytes(10));
    }
    assertThat(Files.getPosixFilePermissions(folder()))
        .containsExactlyInAnyOrderElementsOf(
            Set.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.OWNER_EXECUTE));
    for (Path file : files()) {
      assertThat(Files.getPosixFilePermissions(file))
          .containsExactlyInAnyOrder(
              PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }
  }

  @Test
  void collect_withKeptFiles_countsThemAndKeepsThem() throws IOException {
    try (DiskStore store = DiskStore.builder(directory).build()) {
      assertThat(store.collect()).isTrue();
      long before = store.usage().bytes();
      store.keepMismatch(key(1), bytes(100_000), bytes(100_000));
      long counted = store.usage().bytes();

      assertThat(store.collect()).isTrue();

      assertThat(counted - before).isBetween(200_000L, 250_000L);
      assertThat(store.usage().bytes()).isEqualTo(counted);
    }
    assertThat(files()).hasSize(2);
  }

  private Path folder() {
    return directory.toAbsolutePath().resolve("v1/.mismatches");
  }

  private Set<Path> files() throws IOException {
    if (!Files.exists(folder())) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(folder())) {
      return Set.copyOf(files.toList());
    }
  }

  private static CacheKey key(int number) {
    byte[] digest = new byte[CacheKey.LENGTH];
    digest[0] = (byte) number;
    return CacheKey.of(digest);
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.wrap(new byte[length]);
  }
}
