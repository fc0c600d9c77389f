package dev.wasmcache.stats;

import java.util.Locale;

/** Why a tier evicted an entry. */
public enum EvictionCause {
  /** The tier held more bytes than its limit. */
  SIZE,
  /** The entry had been unused for longer than the tier keeps entries. */
  IDLE,
  /** The volume had less free space than the tier has to leave. */
  FREE_SPACE;

  /** Returns the name used in metrics and logs: lower case, words joined by a hyphen. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
