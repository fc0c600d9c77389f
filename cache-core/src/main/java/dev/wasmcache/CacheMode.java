package dev.wasmcache;

import java.util.Locale;

/** What a cache is used for. */
public enum CacheMode {
  /** Compiled modules are read and stored. */
  READ_WRITE,
  /** Compiled modules are read; nothing is stored or deleted on disk or in a shared store. */
  READ_ONLY,
  /**
   * Like {@link #READ_WRITE}, but nothing is compiled: a request for a module that no tier has is
   * refused with a {@link CompiledModuleRequiredException}.
   */
  REQUIRED,
  /** Compiled modules are neither read nor stored: every request compiles. */
  BYPASS;

  /** Returns the name used in properties and logs: lower case, words joined by a hyphen. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
