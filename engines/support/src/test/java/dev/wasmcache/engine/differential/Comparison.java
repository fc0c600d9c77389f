package dev.wasmcache.engine.differential;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Compares what one module shows in two variants. For one thread. */
final class Comparison {

  /**
   * What compiled code adds to the message of a trap, and the interpreter of the engine does not.
   */
  private static final Pattern ADDRESS =
      Pattern.compile(": attempted to access address: \\S+ but limit is: \\d+ and size: \\d+");

  private final Refusals refusals;
  private final String folder;
  private final String module;
  private final Settings settings;
  private final Findings findings;

  Comparison(Programs<?> programs, String module, Settings settings, Findings findings) {
    this.refusals = new Refusals(programs.malformed());
    this.folder = programs.folder();
    this.module = module;
    this.settings = settings;
    this.findings = findings;
  }

  /** Compares with the plain engine, which has the same functions compiled: NaN bit by bit. */
  void of(Variant variant, List<Life> expected, List<Life> actual) {
    compare(
        variant,
        expected,
        actual,
        new Rules(outcome -> outcome.shown().exact(), findings.differences, true));
  }

  /** Compares interpreted with compiled functions, in which NaN may have other bits. */
  void ofTheEngine(Variant variant, List<Life> expected, List<Life> actual) {
    compare(
        variant,
        expected,
        actual,
        new Rules(
            outcome -> ADDRESS.matcher(outcome.text()).replaceAll(""),
            findings.differencesOfTheEngine,
            false));
  }

  private void compare(Variant variant, List<Life> expected, List<Life> actual, Rules rules) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      int number = settings.call() < 0 ? i : settings.call() / Call.CALLS_OF_AN_INSTANCE;
      findings.instance();
      if (rules.isOfTheCache && refusals.isEarlier(expected.get(i), actual.get(i))) {
        findings.refusedEarlier(expected.get(i));
      } else {
        compare(variant, number, expected.get(i), actual.get(i), rules);
      }
    }
  }

  private void compare(Variant variant, int instance, Life expected, Life actual, Rules rules) {
    int first = instance * Call.CALLS_OF_AN_INSTANCE - 1;
    int both = Math.min(expected.outcomes().size(), actual.outcomes().size());
    for (int i = 0; i < both; i++) {
      Outcome one = expected.outcomes().get(i);
      Outcome other = actual.outcomes().get(i);
      if (!rules.areComparable(expected, one, other)) {
        findings.limit(one.isComparable() ? other.limit() : one.limit());
        return;
      }
      findings.call(other);
      if (expected.isRefused() != actual.isRefused() || !rules.areSame(one, other)) {
        int call = i == 0 ? -1 : first + i;
        String description =
            difference(variant, instance, call, described(expected, one), described(actual, other));
        rules.differences.add(description);
        return;
      }
    }
    if (both < expected.outcomes().size()) {
      findings.limit(expected.outcomes().get(both).limit());
    } else if (expected.isComplete()
        && actual.isComplete()
        && !expected.state().equals(actual.state())) {
      int last = first + both - 1;
      rules.differences.add(difference(variant, instance, last, expected.state(), actual.state()));
    }
  }

  /**
   * How outcomes are compared.
   *
   * @param shown what of an outcome
   * @param differences where they are kept
   * @param isOfTheCache whether modules from the cache are compared with those of the plain engine
   */
  private record Rules(
      Function<Outcome, String> shown, List<String> differences, boolean isOfTheCache) {

    boolean areSame(Outcome one, Outcome other) {
      return shown.apply(one).equals(shown.apply(other));
    }

    boolean areComparable(Life expected, Outcome one, Outcome other) {
      if (isOfTheCache && one.isComparable() && other.isLate()) {
        return true; // The time of the one was much shorter.
      }
      // A module with which the parser does not end, or exhausts the heap, is refused before.
      return other.isComparable() && (one.isComparable() || isOfTheCache && expected.isRefused());
    }
  }

  private static String described(Life life, Outcome outcome) {
    return (life.isRefused() ? "is refused, " : "") + outcome.shown().exact();
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
