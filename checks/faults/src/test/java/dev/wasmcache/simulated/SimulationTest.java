package dev.wasmcache.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Many runs of the product over a simulated disk, store and clock, each from a seed. How many is
 * set by {@code -Dsimulate=SEEDS}, and where they begin by {@code -Dsimulate.first=SEED}. See
 * docs/testing.md.
 */
final class SimulationTest {

  private static final int SEEDS = Integer.getInteger("simulate", 2_000);
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

  /** The traces are those of every JDK, whatever has run before in this one. */
  @Test
  void simulation_sameSeed_isTheSameRun() {
    List<String> traces = new ArrayList<>();
    for (long seed : new long[] {3, 1_414, 27_182}) {
      Scenario scenario = Scenario.of(seed);
      long trace = simulator.run(scenario).trace();
      assertThat(new Simulator(Planted.NONE).run(scenario).trace()).isEqualTo(trace);
      traces.add("%016x".formatted(trace));
    }
    assertThat(traces).containsExactly("TRACE1", "TRACE2", "TRACE3");
  }

  @Test
  void simulation_nothingGoesWrong_holds() {
    assertHolds(new Scenario(1, 3, 2, 20, Set.of(), 0, true, 2, false));
  }

  private void assertHolds(Scenario scenario) {
    assertThat(simulator.run(scenario).failure()).as(scenario.toJava()).isNull();
  }
}
