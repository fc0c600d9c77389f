package dev.wasmcache.stats;

import java.util.Locale;

/** How the verification of a hit against a new compile ended. */
public enum VerifyOutcome {
  /** The compiler made the same bytes again. */
  MATCH,
  /** The compiler made other bytes than those that were served. */
  MISMATCH,
  /** Not compared, because requests were compiling or another hit was being verified. */
  SKIPPED,
  /** Not compared, because the compiler failed. */
  FAILED;

  /** Returns the name used in metrics and logs: lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
