package dev.wasmcache.faults;

/** Whether the tests take hours, or at least minutes: {@code -Dfaults=long}. */
final class LongForm {

  private LongForm() {}

  static boolean isOn() {
    return "long".equals(System.getProperty("faults"));
  }

  /** Answers how often or how long something is done, in either form. */
  static int either(int shortForm, int longForm) {
    return isOn() ? longForm : shortForm;
  }
}
