package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several JVMs on one directory, some of which are killed at random moments. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@Tag("one-jdk")
final class SharedDirectoryTest {

  private static final int SECONDS = LongForm.either(15, 240);

  @TempDir Path temporary;

  @Test
  void F01_F20_F22_use_fourJvmsAndSomeKilled_nothingWrongIsEverRead() throws Exception {
    long seed = System.nanoTime();
    Path directory = temporary.resolve("product");
    Storm storm = new Storm("product", directory, seed, temporary);
    Record seen = storm.rage(Duration.ofSeconds(SECONDS));
    assertThat(seen.strange()).as("seed " + seed).isEmpty();
    assertThat(seen.hitsOfNothing()).as("seed " + seed).isEmpty();
    assertEveryEntryVerifies(directory, seen, seed);
    System.out.printf(
        "4 JVMs for %d s, seed %d: %d killed, %s, 0 wrong%n",
        SECONDS, seed, storm.killed(), seen.summary());
  }

  private static void assertEveryEntryVerifies(Path directory, Record seen, long seed)
      throws Exception {
    try (Product product = Product.openLater(directory, Duration.ofHours(2))) {
      product.collectInTurn();
      for (int number = 0; number < SharedDirectoryMain.KEYS; number++) {
        Optional<byte[]> body = product.get(number);
        if (body.isPresent()) {
          long found = Entries.seed(number, body.get()).orElseThrow();
          assertThat(seen.wasBegun(number, found)).as("seed " + seed).isTrue();
        }
      }
      assertThat(Product.damaged(product)).as("seed " + seed).isZero();
      assertThat(CacheFiles.temporary(directory)).as("seed " + seed).isEmpty();
    }
  }

  @Test
  void F01_F22_use_fourJvmsInPlace_isCaught() throws Exception {
    Storm storm = new Storm("IN_PLACE", temporary.resolve("naive"), 1, temporary);
    assertThat(storm.rage(Duration.ofSeconds(5)).strange())
        .anyMatch(line -> line.startsWith("WRONG"));
  }

  @Test
  void F22_put_twoJvmsOneKey_bothStoreAndAReaderSeesOneOrTheOther() throws Exception {
    Path directory = temporary.resolve("one-key");
    try (TargetJvm one = TargetJvm.start(Map.of());
        TargetJvm other = TargetJvm.start(Map.of());
        Product reader = Product.open(directory)) {
      for (TargetJvm jvm : List.of(one, other)) {
        assertThat(jvm.ask("open", directory, "product")).isEqualTo("opened");
      }
      for (long round = 0; round < 100; round++) {
        one.tell("put", directory, 1, 2 * round);
        other.tell("put", directory, 1, 2 * round + 1);
        while (!one.hasAnswered() || !other.hasAnswered()) {
          Optional<byte[]> body = reader.get(1);
          assertThat(body.map(bytes -> Entries.seed(1, bytes).isPresent()))
              .isNotEqualTo(Optional.of(false));
          // Only the very first put may be missing.
          assertThat(body.isPresent() || round == 0).isTrue();
        }
        assertThat(one.answer()).isEqualTo("stored");
        assertThat(other.answer()).isEqualTo("stored");
        long seed = Entries.seed(1, reader.get(1).orElseThrow()).orElseThrow();
        assertThat(seed / 2).isEqualTo(round);
      }
      assertThat(CacheFiles.of(directory)).hasSize(1);
      assertThat(Product.damaged(reader)).isZero();
    }
  }
}
