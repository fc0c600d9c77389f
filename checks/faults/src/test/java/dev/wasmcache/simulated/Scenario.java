package dev.wasmcache.simulated;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a run consists of. Everything else follows from the seed.
 *
 * @param seed chooses threads, calls and faults
 * @param processes how many there are at once
 * @param threads of each process
 * @param operations of each thread
 * @param faults which kinds may strike
 * @param mostFaults how many strike at most
 * @param shared whether there is a shared store
 * @param machines how many disks there are
 * @param tight whether the directory is limited to a few entries
 */
public record Scenario(
    long seed,
    int processes,
    int threads,
    int operations,
    Set<FaultKind> faults,
    int mostFaults,
    boolean shared,
    int machines,
    boolean tight) {

  private static final int FEW_KINDS = 5;

  public Scenario {
    faults = faults.isEmpty() ? EnumSet.noneOf(FaultKind.class) : EnumSet.copyOf(faults);
  }

  /** Returns the scenario of a seed. */
  static Scenario of(long seed) {
    Dice dice = new Dice(seed);
    int processes = 1 + dice.below(3);
    boolean shared = dice.oneIn(2);
    return new Scenario(
        seed,
        processes,
        1 + dice.below(2),
        3 + dice.below(8),
        kinds(dice, shared),
        dice.oneIn(8) ? 0 : 1 + dice.below(24),
        shared,
        processes > 1 && dice.oneIn(3) ? 2 : 1,
        dice.oneIn(3));
  }

  /** Few kinds at once: with all of them, one hides the other. */
  private static Set<FaultKind> kinds(Dice dice, boolean shared) {
    FaultKind[] all = FaultKind.values();
    EnumSet<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
    int count = dice.oneIn(6) ? all.length : 1 + dice.below(FEW_KINDS);
    if (dice.oneIn(6)) {
      // Several tiers hang in one call only if little else goes wrong.
      return EnumSet.of(FaultKind.HANG, FaultKind.STORE_HANGS, FaultKind.STORE_SLOW);
    }
    for (int i = 0; i < count; i++) {
      kinds.add(all[dice.below(all.length)]);
    }
    if (shared) {
      kinds.add(FaultKind.OF_STORES.get(dice.below(FaultKind.OF_STORES.size())));
    }
    return kinds;
  }

  Scenario withProcesses(int number) {
    return new Scenario(
        seed,
        number,
        threads,
        operations,
        faults,
        mostFaults,
        shared,
        Math.min(machines, number),
        tight);
  }

  Scenario withThreads(int number) {
    return new Scenario(
        seed, processes, number, operations, faults, mostFaults, shared, machines, tight);
  }

  Scenario withOperations(int number) {
    return new Scenario(
        seed, processes, threads, number, faults, mostFaults, shared, machines, tight);
  }

  Scenario withFaults(Set<FaultKind> kinds) {
    return new Scenario(
        seed, processes, threads, operations, kinds, mostFaults, shared, machines, tight);
  }

  Scenario withMostFaults(int number) {
    return new Scenario(
        seed, processes, threads, operations, faults, number, shared, machines, tight);
  }

  Scenario withShared(boolean has) {
    return new Scenario(
        seed, processes, threads, operations, faults, mostFaults, has, machines, tight);
  }

  Scenario withMachines(int number) {
    return new Scenario(
        seed, processes, threads, operations, faults, mostFaults, shared, number, tight);
  }

  Scenario withSeed(long other) {
    return new Scenario(
        other, processes, threads, operations, faults, mostFaults, shared, machines, tight);
  }

  /** Returns a measure of how much happens. */
  int size() {
    return processes * threads * operations + faults.size() + mostFaults;
  }

  /** Returns the expression that makes it, for a test. */
  String toJava() {
    StringBuilder kinds = new StringBuilder();
    for (FaultKind kind : faults) {
      kinds.append(kinds.length() == 0 ? "" : ", ").append("FaultKind.").append(kind);
    }
    return "new Scenario("
        + seed
        + "L, "
        + processes
        + ", "
        + threads
        + ", "
        + operations
        + ", Set.of("
        + kinds
        + "), "
        + mostFaults
        + ", "
        + shared
        + ", "
        + machines
        + ", "
        + tight
        + ")";
  }
}
