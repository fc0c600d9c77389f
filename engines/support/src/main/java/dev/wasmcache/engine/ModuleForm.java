package dev.wasmcache.engine;

import java.util.Locale;

/** How much of a module an artifact holds, and how it is parsed. */
public enum ModuleForm {
  /** The bodies of compiled functions are emptied. The module is not validated again. */
  EMPTIED,

  /**
   * Like {@link #EMPTIED}, but validated again: the validator leaves hints in some instructions,
   * which the interpreter needs.
   */
  VALIDATED,

  /** The module as it was compiled, parsed and validated as the engine does it. */
  WHOLE;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if no form has this name
   */
  static ModuleForm of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
