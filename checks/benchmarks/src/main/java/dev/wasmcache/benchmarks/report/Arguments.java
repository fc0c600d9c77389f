package dev.wasmcache.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A command line of options that have one value each, {@code --name value}, or none. */
public final class Arguments {

  private final List<String> arguments;

  public Arguments(String... arguments) {
    this.arguments = List.of(arguments);
  }

  /** Returns every value of an option, in order. */
  public List<String> all(String option) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if (arguments.get(i).equals(option)) {
        values.add(arguments.get(i + 1));
      }
    }
    return values;
  }

  public Optional<String> one(String option) {
    return all(option).stream().findFirst();
  }

  /** Returns whether an option without a value is set. */
  public boolean isSet(String option) {
    return arguments.contains(option);
  }

  public int number(String option, int otherwise) {
    return one(option).map(Integer::valueOf).orElse(otherwise);
  }
}
