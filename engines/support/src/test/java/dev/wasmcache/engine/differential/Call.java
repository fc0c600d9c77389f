package dev.wasmcache.engine.differential;

import dev.wasmcache.engine.differential.Outcome.Shown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A call of an export. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Call(Function function, long[] arguments) {

  /** So many calls are made on one instance. */
  static final int CALLS_OF_AN_INSTANCE = 8;

  /** Makes the call; throws what the engine throws. */
  Shown on(Running running) {
    return Shown.ofValues(function.results(), running.call(function.name(), arguments.clone()));
  }

  /** Makes the calls of a module. The first ones are the same, however many there are. */
  static List<Call> of(List<Function> exports, long seed, int rounds, int most) {
    List<Function> functions =
        new ArrayList<>(exports.stream().filter(Function::isCallable).toList());
    List<Call> calls = new ArrayList<>();
    Random random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(functions, random);
      for (Function function : functions) {
        long[] arguments =
            function.parameters().stream().mapToLong(kind -> kind.value(random)).toArray();
        calls.add(new Call(function, arguments));
        if (calls.size() == most) {
          return calls;
        }
      }
    }
    return calls;
  }

  /** Divides calls into those of one instance each. */
  static List<List<Call>> ofInstances(List<Call> calls) {
    List<List<Call>> instances = new ArrayList<>();
    for (int i = 0; i < calls.size(); i += CALLS_OF_AN_INSTANCE) {
      instances.add(calls.subList(i, Math.min(calls.size(), i + CALLS_OF_AN_INSTANCE)));
    }
    return instances;
  }
}
