package dev.wasmcache.engine;

import java.util.Locale;

/** How much of a module an artifact holds, and how that is parsed. */
public enum ModuleForm {
  /** The bodies of compiled functions are emptied. Nothing is validated again. */
  EMPTIED,

  /**
   * As {@link #EMPTIED}, but validated again: the validator leaves hints in some instructions,
   * which the interpreter needs.
   */
  VALIDATED,

  /** The module as it was compiled, parsed and validated as the engine does. */
  WHOLE;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException if there is none of this name
   */
  static ModuleForm of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
