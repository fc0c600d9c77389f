package dev.wasmcache.faults;

import dev.wasmcache.Faults;

/** How often or how long things are done: see {@link Faults}. */
final class LongForm {

  private LongForm() {}

  static boolean isOn() {
    return Faults.isLong();
  }

  /** Answers how often or how long something is done, in either form. */
  static int either(int shortForm, int longForm) {
    return isOn() ? longForm : shortForm;
  }
}
