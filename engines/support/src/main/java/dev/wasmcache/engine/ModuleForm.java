package dev.wasmcache.engine;

import java.util.Locale;

/** How much of a module the classes of an artifact run with, and how it is parsed. */
public enum ModuleForm {
  /**
   * Without any bodies. What is left was seen to be read by this library as the engine parses it.
   * The bodies of interpreted functions are a part of the artifact.
   */
  EMPTIED,

  /**
   * The bodies of compiled functions are emptied; the engine parses and validates the module again.
   * For what this library does not read, and for instructions in which the validator leaves a hint
   * that the interpreter needs.
   */
  VALIDATED,

  /** The module as it was compiled, parsed and validated as the engine does it. */
  WHOLE,

  /** Nothing: the classes are loaded for a module that is already there. */
  NONE;

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
