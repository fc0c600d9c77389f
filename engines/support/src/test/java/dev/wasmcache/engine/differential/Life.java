package dev.wasmcache.engine.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What an instance shows from its start to its end.
 *
 * @param outcomes of the start and of each call, up to the first that met a limit, inclusive
 * @param state all memory, globals and tables at the end; empty if a limit was met
 */
record Life(List<Outcome> outcomes, String state) {

  /**
   * Starts an instance and makes calls.
   *
   * @param most how many outcomes there may be
   */
  static Life of(Program program, List<Call> calls, int most, long seed, TimeLimit time) {
    Host host = new Host(seed);
    List<Outcome> outcomes = new ArrayList<>();
    Running[] started = new Running[1];
    outcomes.add(
        Outcome.of(
            time,
            () -> {
              started[0] = program.start(host);
              return "starts after " + host.seen();
            }));
    Running running = started[0];
    if (running == null) {
      return new Life(outcomes, "");
    }
    for (Call call : calls) {
      if (outcomes.size() == most || !last(outcomes).isComparable()) {
        break;
      }
      outcomes.add(
          Outcome.of(
              time,
              () ->
                  Outcome.values(
                      call.function().results(),
                      running.call(call.function().name(), call.arguments().clone()))));
      if (last(outcomes).isComparable()) {
        Outcome outcome = outcomes.remove(outcomes.size() - 1);
        outcomes.add(new Outcome(outcome.text() + " after " + host.seen(), outcome.limit()));
      }
    }
    return new Life(outcomes, last(outcomes).isComparable() ? state(running) : "");
  }

  boolean isComplete() {
    return last(outcomes).isComparable();
  }

  private static Outcome last(List<Outcome> outcomes) {
    return outcomes.get(outcomes.size() - 1);
  }

  private static String state(Running running) {
    CRC32 checksum = new CRC32();
    for (int i = 0; i < running.pages(); i++) {
      checksum.update(running.page(i));
    }
    return "memory of %d pages, checksum %08x; globals and tables %08x"
        .formatted(running.pages(), checksum.getValue(), Arrays.hashCode(running.values()));
  }
}
