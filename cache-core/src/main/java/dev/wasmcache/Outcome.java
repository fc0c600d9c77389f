package dev.wasmcache;

import java.util.Locale;

/** How a request to a tier ended. An error is never counted as a miss. */
public enum Outcome {
  /** The tier answered a verified artifact. */
  HIT,
  /** The tier has no such entry. */
  MISS,
  /**
   * An entry that this configuration or this engine cannot use, although nothing is wrong with it.
   */
  STALE,
  /** An entry that is not what was written: damaged, cut short, or under another key. */
  CORRUPT,
  /** An entry without a valid authenticator of a known key. */
  UNAUTHENTIC,
  /** The tier failed. */
  ERROR,
  /** The tier did not answer within its budget. */
  TIMEOUT,
  /**
   * The tier was not asked, because it is known not to work or not to be wanted, or was not waited
   * for, because the request had waited for its tiers as long as it may.
   */
  SKIPPED,
  /** The entry is over the limit of the tier or of the cache. */
  TOO_LARGE,
  /** The tier took the entry: what a {@code put} ends with if all is well. */
  STORED;

  /** Answers the name used in metrics and logs: lower case, words joined by a hyphen. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
