package dev.wasmcache.stats;

import java.util.Locale;

/** A level of the cache, fastest first. */
public enum Tier {
  /** Artifacts on this JVM's heap. */
  MEMORY(Origin.MEMORY),
  /** Entries in a directory of this host. */
  DISK(Origin.DISK),
  /** Entries in directories that were shipped with the application and are only read. */
  LAYER(Origin.LAYER),
  /** Entries in a store that several hosts share. */
  SHARED(Origin.SHARED);

  private final Origin origin;

  Tier(Origin origin) {
    this.origin = origin;
  }

  /** Returns the origin of what this tier returns. */
  public Origin origin() {
    return origin;
  }

  /** Returns the name used in metrics and logs: lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
