package dev.wasmcache.endive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.wasmcache.Artifact;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the cache never hands out, since it verifies: handed to the engine all the same. */
class DamagedArtifactTest {

  private static final byte[] TINY = TinyModule.callingEachOther(TinyModule.CALL).bytes();

  private final EndiveEngine engine = EndiveEngine.create();
  private final byte[] artifact = engine.compile(TINY).bytes();

  @Test
  void load_ofArtifactCutShort_failsAtEveryLengthBeforeTheDirectory() {
    int directory =
        new String(artifact, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("PK\1\2");

    for (int length = 0; length < directory + 4; length++) {
      Artifact cut = Artifact.of(Arrays.copyOf(artifact, length));

      assertThatThrownBy(() -> engine.load(TINY, cut))
          .as("cut to %d bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void load_ofArtifactWithOneBitFlipped_worksOrFailsAsAnEngineMay() {
    Random random = new Random(42);
    for (int i = 0; i < 5_000; i++) {
      byte[] flipped = artifact.clone();
      int bit = random.nextInt(8 * flipped.length);
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));

      Throwable failure = catchThrowable(() -> engine.load(TINY, Artifact.of(flipped)));

      assertThat(failure)
          .as("bit %d flipped", bit)
          .satisfiesAnyOf(
              none -> assertThat(none).isNull(),
              thrown -> assertThat(thrown).isInstanceOf(RuntimeException.class),
              thrown -> assertThat(thrown).isInstanceOf(LinkageError.class));
    }
  }

  @Test
  void load_ofAnotherEnginesArtifact_fails() {
    assertThatThrownBy(() -> engine.load(TINY, Artifact.of(new byte[] {1, 2, 3, 4})))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
