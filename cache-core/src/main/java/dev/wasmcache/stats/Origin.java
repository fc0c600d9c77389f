package dev.wasmcache.stats;

import java.util.Locale;

/** Where an artifact came from. */
public enum Origin {
  /** It was compiled for this request. */
  COMPILED,
  /** It was on the heap of this JVM. */
  MEMORY,
  /** It was read from a directory of this host. */
  DISK,
  /** It was read from a directory that was shipped with the application. */
  LAYER,
  /** It was read from a store that several hosts share. */
  SHARED;

  /** Returns the name used in metrics and logs: lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
