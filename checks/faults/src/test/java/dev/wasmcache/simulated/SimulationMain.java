package dev.wasmcache.simulated;

/** Runs a range of seeds, for a long search outside of a build. */
final class SimulationMain {

  private SimulationMain() {}

  public static void main(String[] arguments) {
    long first = Long.parseLong(arguments[0]);
    long count = Long.parseLong(arguments[1]);
    Planted bug = arguments.length > 2 ? Planted.valueOf(arguments[2]) : Planted.NONE;
    boolean tells = arguments.length > 3;
    Simulator simulator = new Simulator(bug);
    long start = System.nanoTime();
    long steps = 0;
    long failures = 0;
    long hash = 0;
    for (long seed = first; seed < first + count; seed++) {
      World.Result result = simulator.run(Scenario.of(seed), tells);
      steps += result.steps();
      hash = 31 * hash + result.trace();
      if (result.failure() != null) {
        failures++;
        if (tells) {
          System.out.println(result.text());
        }
        System.out.println("seed " + seed + ": " + result.failure().lines().limit(12).toList());
        if (bug != Planted.NONE) {
          break;
        }
      }
    }
    System.out.printf(
        "%d seeds, %d failed, %d steps, %d ms, trace %016x%n",
        count, failures, steps, (System.nanoTime() - start) / 1_000_000, hash);
  }
}
