package dev.wasmcache.engine.differential;

import dev.wasmcache.engine.differential.Outcome.Shown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What an instance shows from its start to its end.
 *
 * @param isRefused whether there is no instance, because the module was refused
 * @param outcomes of the start and of each call, up to the first that met a limit, inclusive; of a
 *     module that is refused, this refusal; none if the start is known to meet a limit
 * @param state all memory, globals and tables at the end; empty if a limit was met
 */
record Life(boolean isRefused, List<Outcome> outcomes, String state) {

  /** Starts instances and makes calls. */
  static final class Maker {
    private final Bounded bounded;
    private final Duration limit;

    Maker(Bounded bounded, Duration limit) {
      this.bounded = bounded;
      this.limit = limit;
    }

    /**
     * Starts an instance and makes calls.
     *
     * @param most how many outcomes there may be
     */
    Life of(Program program, List<Call> calls, int most, long seed) {
      Host host = new Host(seed);
      List<Outcome> outcomes = new ArrayList<>();
      if (most == 0) {
        return new Life(false, outcomes, "");
      }
      Running[] started = new Running[1];
      outcomes.add(
          bounded.of(
              limit,
              () -> {
                started[0] = program.start(host);
                return Shown.of("starts").after(host.seen());
              },
              () -> {}));
      Running running = started[0];
      if (running == null || !last(outcomes).isComparable()) {
        return new Life(false, outcomes, "");
      }
      for (Call call : calls) {
        if (outcomes.size() == most || !last(outcomes).isComparable()) {
          break;
        }
        Outcome outcome = bounded.of(limit, () -> call.on(running), running::stop);
        outcomes.add(outcome.after(host.seen()));
      }
      return new Life(false, outcomes, last(outcomes).isComparable() ? state(running) : "");
    }
  }

  static Life refused(Outcome refusal) {
    return new Life(true, List.of(refusal), "");
  }

  /** How many outcomes another instance needs to have, to be compared with this one. */
  int most() {
    return isComplete() || isRefused ? outcomes.size() : Math.max(0, outcomes.size() - 1);
  }

  boolean isComplete() {
    return !outcomes.isEmpty() && last(outcomes).isComparable();
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
