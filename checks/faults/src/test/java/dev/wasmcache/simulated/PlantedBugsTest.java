package dev.wasmcache.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation finds bugs that are planted, and makes their scenarios small. */
@Tag("one-jdk")
@Timeout(value = 4, unit = TimeUnit.HOURS)
final class PlantedBugsTest {

  private static final int SEEDS = 10_000;
  private static final int SMALL = 20;

  @ParameterizedTest
  @EnumSource(value = Planted.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void simulation_plantedBug_isFound(Planted bug) {
    Simulator simulator = new Simulator(bug);
    for (long seed = 0; seed < SEEDS; seed++) {
      String failure = simulator.run(Scenario.of(seed)).failure();
      if (failure != null) {
        System.out.println(bug + " is found by seed " + seed + ": " + firstLine(failure));
        return;
      }
    }
    throw new AssertionError(bug + " is not found within " + SEEDS + " seeds");
  }

  @Test
  void minimise_failingScenario_isSmallAndFailsAgain() {
    Simulator simulator = new Simulator(Planted.DATE_KEPT);
    Minimiser.Failing found = firstFailing(simulator);
    Minimiser.Failing smallest = new Minimiser(simulator).minimise(found);
    assertThat(smallest.scenario().size()).isLessThanOrEqualTo(SMALL);
    assertThat(simulator.run(smallest.scenario()).failure()).isEqualTo(smallest.failure());
    assertThat(smallest.asTest()).contains("FaultKind.DATED_AHEAD");
    assertThat(new Simulator(Planted.NONE).run(smallest.scenario()).failure()).isNull();
  }

  private static Minimiser.Failing firstFailing(Simulator simulator) {
    for (long seed = 0; seed < SEEDS; seed++) {
      String failure = simulator.run(Scenario.of(seed)).failure();
      if (failure != null) {
        return new Minimiser.Failing(Scenario.of(seed), failure);
      }
    }
    throw new AssertionError("Nothing fails");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
