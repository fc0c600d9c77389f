package dev.wasmcache.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.wasmcache.Faults;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many runs of the product over a simulated disk, store and clock, each from a seed. How many is
 * set by {@code -Dsimulate=SEEDS}, and where they begin by {@code -Dsimulate.first=SEED}. See
 * docs/testing.md.
 */
@Timeout(value = 4, unit = TimeUnit.HOURS)
final class SimulationTest {

  private static final int SEEDS =
      Integer.getInteger("simulate", Faults.isLong() ? 100_000 : 2_000);
  private static final long FIRST = Long.getLong("simulate.first", 0);

  private final Simulator simulator = new Simulator(Planted.NONE);

  @Test
  void simulation_anySeed_holds() {
    long start = System.nanoTime();
    long steps = 0;
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      World.Result result = simulator.run(Scenario.of(seed));
      steps += result.steps();
      if (result.failure() != null) {
        report(Scenario.of(seed), result.failure());
      }
    }
    System.out.printf(
        "%d seeds from %d: %d steps in %d ms%n",
        SEEDS, FIRST, steps, (System.nanoTime() - start) / 1_000_000);
  }

  private void report(Scenario scenario, String failure) {
    Minimiser.Failing smallest =
        new Minimiser(simulator).minimise(new Minimiser.Failing(scenario, failure));
    fail(
        "Seed %d: %s%n%nThe smallest scenario that fails like this:%n%n%s%n%s",
        scenario.seed(),
        failure,
        smallest.asTest(),
        simulator.run(smallest.scenario(), true).text());
  }

  /** Also with classes that were loaded again, and whatever has run before. */
  @ParameterizedTest
  @ValueSource(longs = {3, 45, 420, 1_414, 27_182})
  void simulation_sameSeed_isTheSameRun(long seed) {
    Scenario scenario = Scenario.of(seed);
    World.Result first = simulator.run(scenario, true);
    World.Result second = new Simulator(Planted.NONE).run(scenario, true);
    assertThat(second.text()).isEqualTo(first.text());
    assertThat(second.trace()).isEqualTo(first.trace());
  }

  @Test
  void simulation_nothingGoesWrong_holds() {
    assertHolds(new Scenario(1, 3, 2, 20, Set.of(), 0, true, 2, false));
  }

  /** Leases that were never answered kept a load waiting for five minutes. */
  @Test
  void seed_694_holds() {
    Set<FaultKind> faults =
        Set.of(
            FaultKind.IO_ERROR,
            FaultKind.NO_SPACE,
            FaultKind.ACCESS_DENIED,
            FaultKind.BIT_FLIP,
            FaultKind.TRUNCATION,
            FaultKind.VANISHED_DIRECTORY,
            FaultKind.CLOCK_JUMP,
            FaultKind.POWER_CUT,
            FaultKind.CLOSE,
            FaultKind.STORE_HANGS);
    assertHolds(new Scenario(694, 3, 2, 1, faults, 10, true, 1, false));
  }

  /** The call that asked for a lease hung, and was not charged to the time of the request. */
  @Test
  void seed_77453_holds() {
    Set<FaultKind> faults = Set.of(FaultKind.HANG, FaultKind.STORE_HANGS, FaultKind.STORE_SLOW);
    assertHolds(new Scenario(77453, 3, 1, 9, faults, 7, true, 2, true));
  }

  private void assertHolds(Scenario scenario) {
    assertThat(simulator.run(scenario).failure()).as(scenario.toJava()).isNull();
  }
}
