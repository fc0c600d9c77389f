package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wasmcache.benchmarks.fleet.PresentFleetRules;
import dev.wasmcache.internal.compile.Worth;
import org.junit.jupiter.api.Test;

/** In this package, where the rules of the cache are visible: those of the model are the same. */
final class FleetRulesTest {

  private static final double NANOS = 1e9;
  private static final double[] RANDOM = {0, 0.009, 0.01, 0.3, 0.5, 0.99};

  @Test
  void worth_ofTheModel_isThatOfTheCache() {
    for (long bytes : new long[] {0, 500_000, 1 << 20, 14_000_000, 100_000_000}) {
      assertThat(PresentFleetRules.worth(bytes))
          .isCloseTo(Worth.nanos(bytes) / NANOS, within(1e-6));
    }
  }

  @Test
  void left_ofTheModel_isThatOfTheCache() {
    assertThat(PresentFleetRules.left(7_000_000, 250_000, 0.5))
        .isCloseTo(Worth.leftNanos(7_000_000, 250_000, (long) (0.5 * NANOS)) / NANOS, within(1e-6));
  }

  @Test
  void window_ofTheModel_isThatOfTheCache() {
    long timeout = SharedTier.DEFAULT_TIMEOUT.toNanos();
    for (double worth : new double[] {2, 3.1, 11.9, 12, 60}) {
      assertThat(PresentFleetRules.window(worth))
          .isCloseTo(Worth.window((long) (worth * NANOS), timeout) / NANOS, within(1e-6));
    }
  }

  @Test
  void goesOn_ofTheModel_isThatOfTheCache() {
    for (double left : new double[] {0, 1, 10, 59, 60, 61, 120, 600}) {
      for (double random : RANDOM) {
        assertThat(PresentFleetRules.goesOn(left, 60, random))
            .isEqualTo(Worth.goesOn((long) (60 * NANOS), (long) (left * NANOS), random));
      }
    }
  }

  @Test
  void pausesAndDraws_ofTheModel_areThoseOfTheCache() {
    for (double random : RANDOM) {
      for (int attempts : new int[] {0, 1, 5, 6, 20}) {
        assertThat(PresentFleetRules.pause(attempts, random))
            .isCloseTo(Worth.pauseNanos(attempts, random) / NANOS, within(1e-6));
      }
      assertThat(PresentFleetRules.goesFirst(random)).isEqualTo(Worth.goesFirst(random));
      assertThat(PresentFleetRules.again(60, random))
          .isCloseTo(Worth.againNanos((long) (60 * NANOS), random) / NANOS, within(1e-6));
    }
  }

  @Test
  void limits_ofTheModel_areTheDefaultsOfTheCache() {
    assertThat(PresentFleetRules.bound())
        .isEqualTo(CompilationCacheBuilder.DEFAULT_MAXIMUM_COMPILE_WAIT.toNanos() / NANOS);
    assertThat(PresentFleetRules.timeout()).isEqualTo(SharedTier.DEFAULT_TIMEOUT.toNanos() / NANOS);
  }
}
