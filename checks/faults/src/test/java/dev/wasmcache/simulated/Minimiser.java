package dev.wasmcache.simulated;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failing scenario smaller, as long as it fails in the same way: fewer processes, threads,
 * operations and faults. A smaller scenario runs another way, so that some seeds are tried for
 * each.
 */
final class Minimiser {

  private static final int SEEDS = 40;
  private static final int LENGTH_OF_KIND = 20;

  private final Simulator simulator;

  Minimiser(Simulator simulator) {
    this.simulator = simulator;
  }

  /** A scenario, and how it fails. */
  record Failing(Scenario scenario, String failure) {

    /** Returns a test that runs it. */
    String asTest() {
      return """
          // %s
          @Test
          void seed_%d_holds() {
            assertHolds(%s);
          }
          """
          .formatted(
              failure.lines().findFirst().orElse(""), Math.abs(scenario.seed()), scenario.toJava());
    }
  }

  Failing minimise(Failing first) {
    Failing smallest = first;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (Scenario candidate : candidates(smallest.scenario())) {
        Failing found = failsLike(candidate, smallest.failure());
        if (found != null) {
          smallest = found;
          smaller = true;
          break;
        }
      }
    }
    return smallest;
  }

  private static List<Scenario> candidates(Scenario scenario) {
    List<Scenario> smaller = new ArrayList<>();
    if (scenario.processes() > 1) {
      smaller.add(scenario.withProcesses(1));
      smaller.add(scenario.withProcesses(scenario.processes() - 1));
    }
    if (scenario.threads() > 1) {
      smaller.add(scenario.withThreads(1));
    }
    if (scenario.machines() > 1) {
      smaller.add(scenario.withMachines(1));
    }
    if (scenario.shared()) {
      smaller.add(scenario.withShared(false));
    }
    if (scenario.operations() > 1) {
      smaller.add(scenario.withOperations(scenario.operations() / 2));
      smaller.add(scenario.withOperations(scenario.operations() - 1));
    }
    for (FaultKind kind : scenario.faults()) {
      Set<FaultKind> without = EnumSet.copyOf(scenario.faults());
      without.remove(kind);
      smaller.add(scenario.withFaults(without));
    }
    if (scenario.mostFaults() > 0) {
      smaller.add(scenario.withMostFaults(scenario.mostFaults() / 2));
      smaller.add(scenario.withMostFaults(scenario.mostFaults() - 1));
    }
    return smaller;
  }

  private @Nullable Failing failsLike(Scenario scenario, String failure) {
    for (int i = 0; i < SEEDS; i++) {
      Scenario tried = i == 0 ? scenario : scenario.withSeed(scenario.seed() + i);
      String failed = simulator.run(tried).failure();
      if (failed != null && kind(failed).equals(kind(failure))) {
        return new Failing(tried, failed);
      }
    }
    return null;
  }

  /** Names, numbers and times differ. */
  private static String kind(String failure) {
    return failure.substring(0, Math.min(LENGTH_OF_KIND, failure.length())).replaceAll("\\d", "");
  }
}
