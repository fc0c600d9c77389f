package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wasmcache.stats.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries whose length has changed. */
final class DamagedFileTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 200, Entries.SIZE / 2, Entries.SIZE - 1, -1, 1_000_000})
  void F15_get_fileOfAnotherLength_isCorruptAndDeleted(int length) throws Exception {
    try (Product product = Product.open(directory.resolve("cache"))) {
      product.put(1, Entries.body(1, 10, Entries.SIZE));
      Path entry = CacheFiles.of(directory).get(0);
      byte[] whole = Files.readAllBytes(entry);
      Files.write(entry, Arrays.copyOf(whole, length < 0 ? whole.length + length : length));
      assertThat(product.getOutcome(1)).isEqualTo(Outcome.CORRUPT);
      assertThat(entry).doesNotExist();
      assertThat(product.getOutcome(1)).isEqualTo(Outcome.MISS);
      assertThat(product.put(1, Entries.body(1, 11, Entries.SIZE))).isTrue();
      assertThat(product.getOutcome(1)).isEqualTo(Outcome.HIT);
    }
  }
}
