package dev.wasmcache;

import java.util.Locale;

/** Whether a cache changes what is in a tier. */
public enum TierAccess {
  /** Entries are read and stored. */
  READ_WRITE,
  /** Entries are read; they are neither stored nor deleted, and no lease is acquired. */
  READ_ONLY;

  /** Returns the name used in properties and details: lower case, words joined by a hyphen. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
