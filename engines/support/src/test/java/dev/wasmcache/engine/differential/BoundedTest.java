package dev.wasmcache.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.wasmcache.engine.differential.Outcome.Limit;
import dev.wasmcache.engine.differential.Outcome.Shown;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedTest {

  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final AtomicBoolean isOver = new AtomicBoolean();
  private final Bounded bounded = new Bounded(SHORT);
  private final Bounded patient = new Bounded(LONG);

  @AfterEach
  void end() {
    isOver.set(true);
    bounded.close();
    patient.close();
  }

  @Test
  void of_whatEnds_isItsOutcome() {
    assertThat(bounded.of(LONG, () -> Shown.of("done"), () -> {}))
        .isEqualTo(new Outcome(Shown.of("done"), Limit.NONE));
  }

  @Test
  void of_whatEndsWhenInterrupted_isLate() {
    Outcome outcome = patient.of(SHORT, () -> await(new CountDownLatch(1)), () -> {});

    assertThat(outcome.limit()).isEqualTo(Limit.TIME);
  }

  @Test
  void of_whatEndsWhenStopped_isLate() {
    Outcome outcome = patient.of(SHORT, this::runUntilOver, () -> isOver.set(true));

    assertThat(outcome.limit()).isEqualTo(Limit.TIME);
  }

  @Test
  void of_whatDoesNotEnd_isLeftBehindAndTheNextOneIsDone() {
    assertThat(bounded.of(SHORT, this::runUntilOver, () -> {}).limit()).isEqualTo(Limit.ENDLESS);
    assertThat(bounded.of(LONG, () -> Shown.of("done"), () -> {}).text()).isEqualTo("done");
  }

  @Test
  void of_tooMuchThatDoesNotEnd_fails() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                bounded.of(SHORT, this::runUntilOver, () -> {});
              }
            })
        .withMessage("5 calls do not end, although they were interrupted");
  }

  private Shown runUntilOver() {
    while (!isOver.get()) {
      Thread.onSpinWait();
    }
    return Shown.of("over");
  }

  private static Shown await(CountDownLatch latch) {
    try {
      latch.await();
      return Shown.of("done");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
