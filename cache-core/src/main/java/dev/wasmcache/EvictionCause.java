package dev.wasmcache;

import java.util.Locale;

/** Why a tier gave up an entry. */
public enum EvictionCause {
  /** The tier held more bytes than its limit. */
  SIZE,
  /** The entry had not been used for longer than the tier keeps one. */
  IDLE,
  /** The volume had less free space than the tier leaves. */
  FREE_SPACE;

  /** Answers the name used in metrics and logs: lower case, words joined by a hyphen. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
