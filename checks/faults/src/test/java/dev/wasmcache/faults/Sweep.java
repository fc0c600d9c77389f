package dev.wasmcache.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A series of operations, each in its own directory and with a different failing call. */
final class Sweep {

  // If the fault still occurs at this call, the operation does not end.
  private static final int MOST_CALLS = 200;

  private final Injector injector;
  private final TargetJvm jvm;
  private final Path template;
  private final Path work;
  private final List<SweepCase> recovering = new ArrayList<>();
  private final Map<Call, Integer> calls = new EnumMap<>(Call.class);
  private final Set<Call> unmade = EnumSet.noneOf(Call.class);
  private int cases;

  Sweep(Injector injector, TargetJvm jvm, Path template, Path work) {
    this.injector = injector;
    this.jvm = jvm;
    this.template = template;
    this.work = work;
  }

  void run(SweepCase.Operation operation, Errno error) throws IOException {
    for (Call call : Call.values()) {
      if (operation.canMeet(call) && !unmade.contains(call)) {
        run(operation, Fault.fails(call, error), false);
        if (error.canLast()) {
          run(operation, Fault.fails(call, error), true);
        }
      }
    }
  }

  private void run(SweepCase.Operation operation, Fault fault, boolean persistent)
      throws IOException {
    for (int number = 1; number < MOST_CALLS; number++) {
      Fault now = persistent ? fault.from(number) : fault.at(number);
      String name = now + (persistent ? " persistent" : " transient");
      SweepCase next = new SweepCase(jvm, operation, name, work.resolve("case-" + cases++));
      next.prepare(template);
      injector.inject(now);
      next.operate();
      boolean met = injector.met() > 0;
      injector.clear();
      next.verify();
      if (!met) {
        if (number == 1) {
          unmade.add(fault.call());
        }
        next.discard();
        return;
      }
      calls.merge(fault.call(), number, Math::max);
      recovering.add(next);
    }
    throw new AssertionError(operation + " goes on for ever with " + fault);
  }

  /** All cases concurrently, because the ones that pause then pause together. */
  void assertAllServedAgain() throws IOException {
    // At least two rounds; in the first one, each entry is compiled and stored again.
    await()
        .atMost(Duration.ofSeconds(20).plusMillis(500L * recovering.size()))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> {
              recovering.removeIf(SweepCase::isServedAgain);
              assertThat(recovering).isEmpty();
            });
  }

  int cases() {
    return cases;
  }

  String summary() {
    return cases + " cases, at most so many calls: " + calls;
  }
}
