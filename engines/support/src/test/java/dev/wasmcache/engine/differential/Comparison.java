package dev.wasmcache.engine.differential;

import java.util.List;
import java.util.regex.Pattern;

/** Compares what one module shows in two variants. For one thread. */
final class Comparison {

  /** What this library says of a module that announces more than it has bytes for. */
  private static final String ANNOUNCES = "length out of bounds: the module announces";

  /**
   * What compiled code adds to the message of a trap, and the interpreter of the engine does not.
   */
  private static final Pattern ADDRESS =
      Pattern.compile(": attempted to access address: \\S+ but limit is: \\d+ and size: \\d+");

  private final String folder;
  private final String module;
  private final Settings settings;
  private final Findings findings;

  Comparison(String folder, String module, Settings settings, Findings findings) {
    this.folder = folder;
    this.module = module;
    this.settings = settings;
    this.findings = findings;
  }

  void of(Variant variant, List<Life> expected, List<Life> actual) {
    compare(variant, expected, actual, findings.differences);
  }

  void ofTheEngine(Variant variant, List<Life> expected, List<Life> actual) {
    compare(
        variant,
        expected.stream().map(Comparison::withoutAddresses).toList(),
        actual.stream().map(Comparison::withoutAddresses).toList(),
        findings.differencesOfTheEngine);
  }

  private static Life withoutAddresses(Life life) {
    return new Life(
        life.outcomes().stream().map(Comparison::withoutAddress).toList(), life.state());
  }

  private static Outcome withoutAddress(Outcome outcome) {
    return new Outcome(ADDRESS.matcher(outcome.text()).replaceAll(""), outcome.limit());
  }

  private void compare(
      Variant variant, List<Life> expected, List<Life> actual, List<String> differences) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      int number = settings.call() < 0 ? i : settings.call() / Call.CALLS_OF_AN_INSTANCE;
      compare(variant, number, expected.get(i), actual.get(i), differences);
    }
  }

  private void compare(
      Variant variant, int instance, Life expected, Life actual, List<String> differences) {
    findings.instance();
    int both = Math.min(expected.outcomes().size(), actual.outcomes().size());
    for (int i = 0; i < both; i++) {
      Outcome one = expected.outcomes().get(i);
      Outcome other = actual.outcomes().get(i);
      int call = i == 0 ? -1 : instance * Call.CALLS_OF_AN_INSTANCE + i - 1;
      if (!one.isComparable() || !other.isComparable()) {
        findings.limit(one.isComparable() ? other.limit() : one.limit());
        return;
      }
      findings.call(other);
      if (i == 0 && one.text().startsWith("throws") && other.text().contains(ANNOUNCES)) {
        findings.refusedEarlier();
      } else if (!one.text().equals(other.text())) {
        differences.add(difference(variant, instance, call, one.text(), other.text()));
        return;
      }
    }
    if (expected.isComplete() && actual.isComplete() && !expected.state().equals(actual.state())) {
      int last = instance * Call.CALLS_OF_AN_INSTANCE + both - 2;
      differences.add(difference(variant, instance, last, expected.state(), actual.state()));
    }
  }

  private String difference(
      Variant variant, int instance, int call, String expected, String actual) {
    return """
    %s, %s, seed %d, instance %d, %s
      expected: %s
      but was:  %s
      ./mvnw test -pl engines/%s -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest='*DifferentialTest#load_of*' %s\
    """
        .formatted(
            module,
            variant,
            settings.seed(),
            instance,
            call < 0 ? "at its start" : "call " + call,
            expected,
            actual,
            folder,
            settings.repeating(module, variant, call));
  }
}
