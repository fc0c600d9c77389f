package dev.wasmcache.faults;

import dev.wasmcache.Faults;

/** How often or how long an operation runs: see {@link Faults}. */
final class LongForm {

  private LongForm() {}

  static boolean isOn() {
    return Faults.isLong();
  }

  /** Returns how often or how long an operation runs, in the chosen form. */
  static int either(int shortForm, int longForm) {
    return isOn() ? longForm : shortForm;
  }
}
