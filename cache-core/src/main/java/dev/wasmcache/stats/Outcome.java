package dev.wasmcache.stats;

import java.util.Locale;

/** How a request to a tier ended. An error is never counted as a miss. */
public enum Outcome {
  /** The tier returned a verified artifact. */
  HIT,
  /** The tier has no such entry. */
  MISS,
  /**
   * An entry that this configuration or this engine cannot use, although nothing is wrong with it.
   */
  STALE,
  /** An entry that is not what was written: damaged, truncated, or under another key. */
  CORRUPT,
  /**
   * An entry without a valid authenticator of a known key, or in a file or directory that another
   * user owns or can write.
   */
  UNAUTHENTIC,
  /** The tier failed. */
  ERROR,
  /** The tier did not respond within its budget. */
  TIMEOUT,
  /**
   * The tier was not asked, because it is paused or must not be used, or was not waited for,
   * because the request had already waited for its tiers as long as it may.
   */
  SKIPPED,
  /**
   * The tier works, but it serves others and has too much to do for this call: it said so, or it
   * sent its bytes too slowly. That is no failure of the tier, and asking again later is worth it.
   */
  BUSY,
  /** The entry exceeds the limit of the tier or of the cache. */
  TOO_LARGE,
  /** The tier stored the entry: the outcome of a successful {@code put}. */
  STORED;

  /** Returns the name used in metrics and logs: lower case, words joined by a hyphen. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
