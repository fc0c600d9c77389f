package dev.wasmcache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wasmcache.benchmarks.fleet.PresentWaitRule;
import dev.wasmcache.internal.compile.LeaseTimes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** In this package, where the rules of the cache are visible: those of the model are the same. */
class WaitRuleTest {

  private static final double NANOS = 1e9;

  @Test
  void pause_ofTheModel_isThatOfTheCache() {
    for (int looks : new int[] {0, 1, 3, 4, 5, 9, 30, 200}) {
      for (double waited : new double[] {0, 0.3, 2, 7.9, 8.1, 16, 39, 41, 120}) {
        for (double random : new double[] {0, 0.5, 0.99}) {
          assertThat(PresentWaitRule.pause(looks, 0, waited, random))
              .isCloseTo(
                  LeaseTimes.pauseNanos(looks, 0, (long) (waited * NANOS), random) / NANOS,
                  within(1e-6));
        }
      }
    }
  }

  @Test
  void tries_ofTheModel_areThoseOfTheCache() {
    for (int looks = 0; looks < 50; looks++) {
      assertThat(PresentWaitRule.triesLease(looks)).isEqualTo(LeaseTimes.triesLease(looks));
    }
  }

  @Test
  void leaseAndPatience_ofTheModel_areThoseOfTheCache() {
    Duration maximumWait = CompilationCacheBuilder.DEFAULT_MAXIMUM_COMPILE_WAIT;
    for (long bytes : new long[] {0, 500_000, 1 << 20, 14_000_000, 100_000_000}) {
      Duration lease = LeaseTimes.lease(bytes);
      assertThat(PresentWaitRule.lease(bytes)).isCloseTo(seconds(lease), within(1e-6));
      assertThat(PresentWaitRule.patience(bytes, seconds(maximumWait)))
          .isCloseTo(seconds(LeaseTimes.patience(lease, maximumWait)), within(1e-6));
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS;
  }
}
