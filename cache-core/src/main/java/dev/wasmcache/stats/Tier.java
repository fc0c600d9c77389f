package dev.wasmcache.stats;

import java.util.Locale;

/** A level of the cache, fastest first. */
public enum Tier {
  /** Artifacts on this JVM's heap. */
  MEMORY,
  /** Entries in a directory of this host. */
  DISK,
  /** Entries in directories that were shipped with the application and are only read. */
  LAYER,
  /** Entries in a store that several hosts share. */
  SHARED;

  /** Returns the name used in metrics and logs: lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
