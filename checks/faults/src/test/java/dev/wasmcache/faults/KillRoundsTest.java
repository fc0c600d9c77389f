package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that puts continuously, killed at random moments, many times. */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
@Tag("one-jdk")
final class KillRoundsTest {

  private static final int ROUNDS = LongForm.either(8, 500);

  @TempDir Path temporary;

  @Test
  void F01_put_killedAtAnyMoment_allThatWasAcknowledgedIsThereAndWhole() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path directory = temporary.resolve("cache");
    Record seen = new Record();
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      seen.add(killed("product", directory, random));
      assertThat(seen.strange()).as("seed " + seed).isEmpty();
      read += assertAllThere(directory, seen, "seed " + seed + ", round " + round);
    }
    assertThat(read).as("entries read after a kill").isGreaterThan(ROUNDS);
    System.out.printf(
        "%d kills, seed %d: %d puts begun, %d entries read after a kill, 0 wrong, 0 lost%n",
        ROUNDS, seed, seen.puts(), read);
  }

  @Test
  void F01_put_killedAtAnyMomentInPlace_isCaught() throws Exception {
    Random random = new Random(1);
    Path directory = temporary.resolve("naive");
    int wrong = 0;
    for (int round = 0; round < 50 && wrong == 0; round++) {
      killed("IN_PLACE", directory, random);
      try (Storage naive = Storage.open("IN_PLACE", directory)) {
        for (int number = 0; number < SharedDirectoryMain.KEYS; number++) {
          Optional<byte[]> body = naive.get(number);
          wrong += body.isPresent() && Entries.seed(number, body.get()).isEmpty() ? 1 : 0;
        }
      }
    }
    assertThat(wrong).isPositive();
  }

  /** Returns the output until then. */
  private Path killed(String kind, Path directory, Random random) throws Exception {
    Path output = Files.createTempFile(temporary, "output", "");
    Process jvm = Storm.start(kind, directory, "keep", random.nextLong(), 60, output);
    try {
      await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.size(output) > 0);
      assertThat(jvm.waitFor(random.nextInt(300_000), TimeUnit.MICROSECONDS)).isFalse();
    } finally {
      jvm.destroyForcibly().waitFor();
    }
    return output;
  }

  /** Returns how many entries were read. */
  private static int assertAllThere(Path directory, Record seen, String description)
      throws Exception {
    try (Product product = Product.openLater(directory, Duration.ofHours(2))) {
      product.collectInTurn();
      Set<Integer> stored = seen.stored();
      for (int number : stored) {
        Optional<byte[]> body = product.get(number);
        assertThat(body).as(description + ", key " + number).isPresent();
        Optional<Long> found = Entries.seed(number, body.orElseThrow());
        assertThat(found).as(description + ", key " + number).isPresent();
        assertThat(seen.isLatest(number, found.orElseThrow())).as(description).isTrue();
      }
      assertThat(Product.damaged(product)).as(description).isZero();
      assertThat(CacheFiles.temporary(directory)).as(description).isEmpty();
      return stored.size();
    }
  }
}
