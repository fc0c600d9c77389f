package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of a container's image: what is below is read, what is written goes on top. */
final class OverlayTest {

  private static final int LOWER = 1;
  private static final int UPPER = 2;

  @TempDir Path temporary;

  @Test
  void F24_getPutAndDelete_filledImageBelow_serveBothLayers() throws Exception {
    Path lower = Files.createDirectory(temporary.resolve("lower"));
    try (Product image = Product.open(lower.resolve("cache"))) {
      assertThat(put(image, LOWER, 10)).isTrue();
    }
    Path upper = Files.createDirectory(temporary.resolve("upper"));
    Path work = Files.createDirectory(temporary.resolve("work"));
    try (Mount mount = Mount.overlay(lower, upper, work, temporary.resolve("merged"))) {
      Path directory = mount.path().resolve("cache");
      try (Product product = Product.open(directory)) {
        assertThat(seed(product, LOWER)).contains(10L);
        assertThat(put(product, UPPER, 20)).isTrue();
        assertThat(put(product, LOWER, 11)).isTrue();
        product.collect();
      }
      try (Product again = Product.open(directory)) {
        assertThat(seed(again, LOWER)).contains(11L);
        assertThat(seed(again, UPPER)).contains(20L);
        again.delete(LOWER);
        assertThat(again.get(LOWER)).isEmpty();
        assertThat(CacheFiles.temporary(directory)).isEmpty();
      }
    }
    try (Product image = Product.open(lower.resolve("cache"))) {
      assertThat(seed(image, LOWER)).as("the image is as it was").contains(10L);
    }
  }

  private static boolean put(Product product, int number, long seed) {
    return product.put(number, Entries.body(number, seed, Entries.SIZE));
  }

  private static Optional<Long> seed(Product product, int number) {
    return product.get(number).flatMap(body -> Entries.seed(number, body));
  }
}
