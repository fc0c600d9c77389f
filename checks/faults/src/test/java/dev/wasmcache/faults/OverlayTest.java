package dev.wasmcache.faults;

import static dev.wasmcache.faults.Caught.assertCaught;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of a container image: lower layers are read, changes are written to the top layer. */
final class OverlayTest {

  private static final int LOWER = 1;
  private static final int UPPER = 2;

  @TempDir Path temporary;

  @Test
  void F24_getPutAndDelete_filledImageBelow_serveBothLayers() throws Exception {
    assertServesBothLayers("product");
  }

  /**
   * The behaviour of overlayfs itself needs no protection; it refuses a rename from another layer.
   */
  @Test
  void F24_put_renamedFromAnotherVolumeByNaive_isCaught() throws Exception {
    assertCaught(
        NaiveWay.TEMPORARY_ELSEWHERE,
        "AtomicMoveNotSupportedException",
        this::assertServesBothLayers);
  }

  private void assertServesBothLayers(String storage) throws Exception {
    Path lower = Files.createDirectory(temporary.resolve("lower"));
    try (Storage image = Storage.open(storage, lower.resolve("cache"))) {
      assertThat(put(image, LOWER, 10)).isTrue();
    }
    Path upper = Files.createDirectory(temporary.resolve("upper"));
    Path work = Files.createDirectory(temporary.resolve("work"));
    try (Mount mount = Mount.overlay(lower, upper, work, temporary.resolve("merged"))) {
      Path directory = mount.path().resolve("cache");
      try (Storage product = Storage.open(storage, directory)) {
        assertThat(seed(product, LOWER)).contains(10L);
        assertThat(put(product, UPPER, 20)).isTrue();
        assertThat(put(product, LOWER, 11)).isTrue();
        product.collect();
      }
      try (Storage again = Storage.open(storage, directory)) {
        assertThat(seed(again, LOWER)).contains(11L);
        assertThat(seed(again, UPPER)).contains(20L);
        again.delete(LOWER);
        assertThat(again.get(LOWER)).isEmpty();
        assertThat(CacheFiles.temporary(directory)).isEmpty();
      }
    }
    try (Storage image = Storage.open(storage, lower.resolve("cache"))) {
      assertThat(seed(image, LOWER)).as("the image is unchanged").contains(10L);
    }
  }

  private static boolean put(Storage product, int number, long seed) throws IOException {
    return product.put(number, Entries.body(number, seed, Entries.SIZE));
  }

  private static Optional<Long> seed(Storage product, int number) throws IOException {
    return product.get(number).flatMap(body -> Entries.seed(number, body));
  }
}
