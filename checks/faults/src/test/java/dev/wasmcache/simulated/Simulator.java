package dev.wasmcache.simulated;

import java.lang.reflect.InvocationTargetException;

/** Runs scenarios. */
final class Simulator {

  private static final String RUN = "dev.wasmcache.simulation.Simulation";

  private final Planted bug;
  private final SimulationLoader loader;

  /**
   * @param bug what a test plants
   */
  Simulator(Planted bug) {
    this.bug = bug;
    this.loader = new SimulationLoader(bug);
  }

  World.Result run(Scenario scenario) {
    return run(scenario, false);
  }

  /**
   * @param tells whether the result has a line for each step
   */
  World.Result run(Scenario scenario, boolean tells) {
    Run run = newRun();
    return World.run(scenario.seed(), tells, () -> run.run(scenario, bug, new FaultPlan(scenario)));
  }

  private Run newRun() {
    try {
      return (Run) loader.loadClass(RUN).getDeclaredConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
