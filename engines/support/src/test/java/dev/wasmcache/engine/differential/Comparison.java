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
        variant, expected, actual, outcome -> outcome.shown().exact(), findings.differences, true);
  }

  /** Compares interpreted with compiled functions, in which NaN have other bits. */
  void ofTheEngine(Variant variant, List<Life> expected, List<Life> actual) {
    compare(
        variant,
        expected,
        actual,
        outcome -> ADDRESS.matcher(outcome.text()).replaceAll(""),
        findings.differencesOfTheEngine,
        false);
  }

  private void compare(
      Variant variant,
      List<Life> expected,
      List<Life> actual,
      Function<Outcome, String> shown,
      List<String> differences,
      boolean isCached) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      int number = settings.call() < 0 ? i : settings.call() / Call.CALLS_OF_AN_INSTANCE;
      Life one = expected.get(i);
      Life other = actual.get(i);
      findings.instance();
      if (isCached && refusals.isEarlier(one, other)) {
        findings.refusedEarlier(one);
      } else {
        compare(variant, number, one, other, shown, differences, isCached);
      }
    }
  }

  private void compare(
      Variant variant,
      int instance,
      Life expected,
      Life actual,
      Function<Outcome, String> shown,
      List<String> differences,
      boolean isCached) {
    int first = instance * Call.CALLS_OF_AN_INSTANCE - 1;
    int both = Math.min(expected.outcomes().size(), actual.outcomes().size());
    for (int i = 0; i < both; i++) {
      Outcome one = expected.outcomes().get(i);
      Outcome other = actual.outcomes().get(i);
      int call = i == 0 ? -1 : first + i;
      if (!isComparable(expected, one, other, isCached)) {
        findings.limit(one.isComparable() ? other.limit() : one.limit());
        return;
      }
      findings.call(other);
      if (expected.isRefused() != actual.isRefused()
          || !shown.apply(one).equals(shown.apply(other))) {
        differences.add(
            difference(
                variant, instance, call, described(expected, one), described(actual, other)));
        return;
      }
    }
    if (!expected.isComplete()) {
      findings.limit(expected.outcomes().get(both).limit());
    } else if (actual.isComplete() && !expected.state().equals(actual.state())) {
      int last = first + both - 1;
      differences.add(difference(variant, instance, last, expected.state(), actual.state()));
    }
  }

  private static boolean isComparable(Life expected, Outcome one, Outcome other, boolean isCached) {
    if (isCached && one.isComparable() && other.isLate()) {
      return true; // The time of the one was much shorter.
    }
    // A module with which the parser does not end, or exhausts the heap, is refused before.
    return other.isComparable() && (one.isComparable() || isCached && expected.isRefused());
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
