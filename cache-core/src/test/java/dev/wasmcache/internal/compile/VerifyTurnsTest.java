package dev.wasmcache.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which hits are verified, and when there is no time for it. */
final class VerifyTurnsTest {

  @Test
  void chooses_oneInThree_isEveryThirdHit() {
    VerifyTurns turns = new VerifyTurns(3, 0);

    assertThat(IntStream.range(0, 7).mapToObj(hit -> turns.chooses()))
        .containsExactly(true, false, false, true, false, false, true);
  }

  @Test
  void chooses_withAStart_beginsThere() {
    VerifyTurns turns = new VerifyTurns(1000, 999);

    assertThat(turns.chooses()).isFalse();
    assertThat(turns.chooses()).isTrue();
  }

  @Test
  void chooses_oneInOne_isEveryHit() {
    VerifyTurns turns = new VerifyTurns(1, 0);

    assertThat(IntStream.range(0, 5).mapToObj(hit -> turns.chooses())).doesNotContain(false);
  }

  @Test
  void begin_whileARequestCompiles_isRefused() {
    VerifyTurns turns = new VerifyTurns(1, 0);

    assertThat(turns.begin(1)).isFalse();
    assertThat(turns.begin(0)).isTrue();
  }

  @Test
  void begin_untilTheOneBeforeEnds_isRefused() {
    VerifyTurns turns = new VerifyTurns(1, 0);
    assertThat(turns.begin(0)).isTrue();
    assertThat(turns.begin(0)).isFalse();

    turns.end();

    assertThat(turns.begin(0)).isTrue();
  }
}
